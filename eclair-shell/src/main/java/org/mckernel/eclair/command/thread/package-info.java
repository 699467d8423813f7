/** Threads, processes and run queues, and a command for each of many threads. */
package org.mckernel.eclair.command.thread;
