/**
 * Threads, processes and run queues, and a command for each of many threads.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.thread.ThreadCommands}.
 */
package org.mckernel.eclair.command.thread;
