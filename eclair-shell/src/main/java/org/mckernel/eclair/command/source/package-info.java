/** Lines of the kernel's sources. */
package org.mckernel.eclair.command.source;
