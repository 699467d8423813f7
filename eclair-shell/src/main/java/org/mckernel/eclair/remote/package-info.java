/** The analyser as a target of gdb and LLDB: gdb's remote protocol over a socket, and the start of gdb itself. */
package org.mckernel.eclair.remote;
