/**
 * The analyser as a target of gdb and LLDB: gdb's remote protocol over a socket, and the start of gdb itself.
 *
 * <p>Begin with {@link org.mckernel.eclair.remote.RemoteServer}, which accepts clients;
 * {@link org.mckernel.eclair.remote.Connection} reads and writes packets,
 * {@link org.mckernel.eclair.remote.Conversation} and {@link org.mckernel.eclair.remote.Queries} answer them.
 */
package org.mckernel.eclair.remote;
