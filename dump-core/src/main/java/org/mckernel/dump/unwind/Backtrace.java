package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Registers;

/**
 * A stack.
 *
 * @param frames from the innermost out
 * @param stop why it ends
 * @param note the same for people, with the address where it ends
 * @param program the registers of the program that the stack ends in; empty where it ends elsewhere, or they were not
 * saved
 */
public record Backtrace(List<Frame> frames, StopReason stop, String note, Optional<Registers> program) {
    /** One that leads to no program. */
    public Backtrace(List<Frame> frames, StopReason stop, String note) {
        this(frames, stop, note, Optional.empty());
    }

    public Backtrace {
        frames = List.copyOf(frames);
    }

    /** True if the stack ends where a stack ends. */
    public boolean whole() {
        return stop == StopReason.OUTERMOST || stop == StopReason.USER_MODE;
    }
}
