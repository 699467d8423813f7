package org.mckernel.dump.triage;

import java.util.Optional;
import org.mckernel.dump.kernel.ThreadView;

/**
 * A thread that waits for a lock, as its stack shows.
 *
 * @param thread the thread
 * @param lock address of the lock
 * @param type name of the lock's type
 * @param function that waits for it
 * @param owner the thread that holds it; empty where the lock does not record it, such as a ticket lock
 */
public record LockWait(ThreadView thread, long lock, String type, String function, Optional<ThreadView> owner) {}
