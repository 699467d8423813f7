package org.mckernel.dump.unwind;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a walk has been: it ends where it comes back to, and after a number of frames. */
public final class VisitedFrames {
    private final int most;
    private final Set<List<Long>> seen = new HashSet<>();

    /** @param most frames at most */
    public VisitedFrames(int most) {
        this.most = most;
    }

    /** The walk's end, if it must not go on to this code and stack pointer; else they are remembered. */
    public Optional<Backtrace> end(List<Frame> frames, long at, long stack) {
        if (!seen.add(List.of(at, stack))) {
            return Optional.of(new Backtrace(
                    frames,
                    StopReason.LOOP,
                    "the stack comes back to 0x%x at stack pointer 0x%x".formatted(at, stack)));
        }
        return frames.size() >= most
                ? Optional.of(new Backtrace(frames, StopReason.LIMIT, "more than %d frames".formatted(most)))
                : Optional.empty();
    }
}
