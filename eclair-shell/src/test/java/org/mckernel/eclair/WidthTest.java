package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Every main command's output fits a screen of 100 columns. */
class WidthTest {
    private static final List<String> COMMANDS = List.of(
            "info dump",
            "sys",
            "doctor",
            "info threads -l",
            "info threads -c",
            "ps",
            "ps -t",
            "runq",
            "bt",
            "bt -a full",
            "foreach bt full",
            "foreach bt -u",
            "foreach bt -user",
            "info frame",
            "info locals",
            "info args",
            "info registers",
            "kmem",
            "vm",
            "memory map",
            "log",
            "triage",
            "locks",
            "disassemble enqueue",
            "whatis clv",
            "ptype struct thread",
            "struct thread",
            "help",
            "help bt",
            "help x",
            "help set");

    @TempDir
    Path dir;

    private static void fits(Path image, Path dump) {
        List<String> line = new ArrayList<>(List.of("-k", image.toString(), "-d", dump.toString(), "--batch"));
        for (String command : COMMANDS) {
            List<String> one = new ArrayList<>(line);
            one.addAll(List.of("-e", command));
            CapturedRun run = CapturedRun.of(one);
            assertThat(run.out()).as(command).isNotEmpty();
            assertThat(run.out().lines())
                    .as(command)
                    .allSatisfy(l -> assertThat(l.length()).as(l).isLessThanOrEqualTo(100));
        }
    }

    @Test
    void onTheCaptureOfX86() throws IOException {
        fits(PracticeCapture.IMAGE, PracticeCapture.unpack(dir));
    }

    @Test
    void onTheCaptureOfArm64() throws IOException {
        fits(Arm64Capture.IMAGE, Arm64Capture.unpack(dir));
    }
}
