package org.mckernel.dump.unwind;

import java.util.List;

/**
 * A stack.
 *
 * @param frames from the innermost out
 * @param stop why it ends
 * @param note the same for people, with the address where it ends
 */
public record Backtrace(List<Frame> frames, StopReason stop, String note) {
    public Backtrace {
        frames = List.copyOf(frames);
    }

    /** True if the stack ends where a stack ends. */
    public boolean whole() {
        return stop == StopReason.OUTERMOST || stop == StopReason.USER_MODE;
    }
}
