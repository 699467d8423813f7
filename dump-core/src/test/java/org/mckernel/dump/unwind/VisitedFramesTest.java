package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.Registers;

class VisitedFramesTest {
    private static final Frame FRAME =
            new Frame(1, Registers.of(Map.of()), OptionalLong.empty(), FrameTrust.SCAN, false, false);

    private static List<Frame> frames(int count) {
        return Collections.nCopies(count, FRAME);
    }

    @Test
    void codeOrStackPointerMustBeOthers() {
        VisitedFrames visited = new VisitedFrames(9);

        assertThat(visited.end(List.of(), 0x10, 0x20)).isEmpty();
        assertThat(visited.end(List.of(), 0x10, 0x28)).isEmpty();
        assertThat(visited.end(List.of(), 0x11, 0x20)).isEmpty();
    }

    @Test
    void theSameFrameTwiceIsALoop() {
        VisitedFrames visited = new VisitedFrames(9);
        visited.end(List.of(), 0x10, 0x20);
        Backtrace end = visited.end(frames(1), 0x10, 0x20).orElseThrow();

        assertThat(end.stop()).isEqualTo(StopReason.LOOP);
        assertThat(end.note()).isEqualTo("the stack returns to 0x10 at stack pointer 0x20");
        assertThat(end.frames()).containsExactly(FRAME);
    }

    @Test
    void theNumberOfFramesIsBounded() {
        VisitedFrames visited = new VisitedFrames(2);

        assertThat(visited.end(frames(1), 1, 1)).isEmpty();
        Backtrace end = visited.end(frames(2), 2, 2).orElseThrow();
        assertThat(end.stop()).isEqualTo(StopReason.LIMIT);
        assertThat(end.note()).isEqualTo("more than 2 frames");
        assertThat(end.frames()).hasSize(2);
    }
}
