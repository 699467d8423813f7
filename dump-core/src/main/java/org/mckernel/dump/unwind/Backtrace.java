package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Registers;

/**
 * A stack.
 *
 * @param frames from the innermost out
 * @param stop why it ends
 * @param note the same for users, with the address where it ends
 * @param program the user-mode registers that the stack ends with; empty where it ends elsewhere, or they were not
 *        saved
 */
public record Backtrace(List<Frame> frames, StopReason stop, String note, Optional<Registers> program) {
    /** A stack that does not end in user mode. */
    public Backtrace(List<Frame> frames, StopReason stop, String note) {
        this(frames, stop, note, Optional.empty());
    }

    public Backtrace {
        frames = List.copyOf(frames);
    }

    /** True if the stack ends normally. */
    public boolean whole() {
        return stop == StopReason.OUTERMOST || stop == StopReason.USER_MODE;
    }
}
