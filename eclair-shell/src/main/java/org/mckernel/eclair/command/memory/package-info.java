/**
 * Memory: as units, as machine code, by search; address translation, ranges and what pages are used for.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.memory.ExamineCommands}.
 */
package org.mckernel.eclair.command.memory;
