package org.mckernel.dump.unwind;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The frames of a walk: it ends at a frame that was visited before, and after a maximum number of frames. */
public final class VisitedFrames {
    private final int most;
    private final Set<List<Long>> seen = new HashSet<>();

    /** @param most maximum number of frames */
    public VisitedFrames(int most) {
        this.most = most;
    }

    /** The end of the walk, if it must not continue at this code and stack pointer; else they are recorded. */
    public Optional<Backtrace> end(List<Frame> frames, long at, long stack) {
        if (!seen.add(List.of(at, stack))) {
            return Optional.of(new Backtrace(
                    frames, StopReason.LOOP, "the stack returns to 0x%x at stack pointer 0x%x".formatted(at, stack)));
        }
        return frames.size() >= most
                ? Optional.of(new Backtrace(frames, StopReason.LIMIT, "more than %d frames".formatted(most)))
                : Optional.empty();
    }
}
