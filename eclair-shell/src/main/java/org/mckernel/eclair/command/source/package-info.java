/**
 * Lines of the kernel's sources.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.source.SourceCommands}.
 */
package org.mckernel.eclair.command.source;
