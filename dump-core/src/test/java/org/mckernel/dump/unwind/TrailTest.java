package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.Registers;

class TrailTest {
    private static List<Frame> frames(int count) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new Frame(
                    i, Registers.of(Map.of()), OptionalLong.empty(), FrameTrust.CALL_FRAME_INFO, false, false));
        }
        return frames;
    }

    @Test
    void goesOnBelowTheLimit() {
        assertThat(new VisitedFrames(4).end(frames(3), 0x1000, 0x2000)).isEmpty();
    }

    @Test
    void endsAtTheLimit() {
        Optional<Backtrace> end = new VisitedFrames(4).end(frames(4), 0x1000, 0x2000);

        assertThat(end).isPresent();
        assertThat(end.get().stop()).isEqualTo(StopReason.LIMIT);
        assertThat(end.get().note()).isEqualTo("more than 4 frames");
    }

    /** A step adds a frame of its own and those of tail calls, so the number of frames can jump over the limit. */
    @Test
    void endsWhereTailCallsJumpedOverTheLimit() {
        Optional<Backtrace> end = new VisitedFrames(4).end(frames(6), 0x1000, 0x2000);

        assertThat(end).isPresent();
        assertThat(end.get().stop()).isEqualTo(StopReason.LIMIT);
    }

    @Test
    void endsWhereTheSameCodeHasTheSameStackPointerAgain() {
        VisitedFrames trail = new VisitedFrames(4);

        assertThat(trail.end(frames(1), 0x1000, 0x2000)).isEmpty();
        assertThat(trail.end(frames(2), 0x1000, 0x2010)).isEmpty();
        assertThat(trail.end(frames(3), 0x1000, 0x2000).map(Backtrace::stop)).contains(StopReason.LOOP);
    }
}
