package org.mckernel.eclair.remote;

/**
 * What all clients look at.
 *
 * @param description the processor
 * @param threads its threads
 * @param memory its memory
 * @param monitor runs eclair's commands
 * @param live it is not a dump but a kernel that is stopped while it is served
 */
record RemoteTarget(
        TargetDescription description, ThreadList threads, TargetMemory memory, Monitor monitor, boolean live) {}
