package org.mckernel.dump.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that makes blocking requests: whatever happens to the program, the kernel is resumed. */
class HelperProcessTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private HelperProcess start() throws IOException {
        return HelperProcess.start(
                "/dev/mcos0", Map.of("MARK", "of " + directory), StandInHelper.class.getName(), directory.toString());
    }

    @Test
    void aDumpIsTakenAndTheKernelResumed() throws Exception {
        try (HelperDump dump = new HelperDump("/dev/mcos0", start(), LONG)) {
            assertThat(dump.canResume()).isTrue();
            dump.stop(24);
            MemoryAreas areas = dump.areas();
            assertThat(areas.count()).isEqualTo(1);
            assertThat(areas.kernelBase()).isEqualTo(0x400000);
            dump.resume();
        }
        assertThat(requests()).containsExactly("dump 10", "dump 6 level 24", "dump 1", "dump 7", "dump 8", "dump 10");
    }

    @Test
    void itCanBeFoundByItsMarks() throws Exception {
        try (HelperProcess helper = start()) {
            assertThat(Files.readString(Path.of("/proc/" + helper.pid() + "/environ")))
                    .contains("MARK=of " + directory + "\0");
        }
    }

    @Test
    void theEndOfTheProgramResumesTheKernel() throws Exception {
        try (HelperDump dump = new HelperDump("/dev/mcos0", start(), LONG)) {
            dump.stop(0);
        }
        assertThat(requests()).containsExactly("dump 6 level 0", "dump 1", "dump 7", "dump 10");
    }

    @Test
    void aCpuThatDoesNotStopIsNotAwaitedForever() throws Exception {
        Path stuck = Files.createFile(directory.resolve("stuck"));
        HelperProcess helper = start();
        try (HelperDump dump = new HelperDump("/dev/mcos0", helper, LONG)) {
            assertThatThrownBy(() -> helper.ask("stop 0", "DUMP: stop", Duration.ofMillis(300)))
                    .isInstanceOf(HelperProcess.StuckException.class)
                    .hasMessageContaining("process " + helper.pid())
                    .hasMessageContaining("with the device open");
            assertThat(helper.usable()).isFalse();
            assertThatThrownBy(dump::areas).isInstanceOf(IOException.class).hasMessageContaining("was detached");
        }
        assertThat(directory.resolve("requests")).doesNotExist();
        Files.delete(stuck);
        assertThat(requests()).endsWith("dump 10");
    }

    @Test
    void aHelperThatIsKilledIsMissed() throws Exception {
        HelperProcess helper = start();
        try (HelperDump dump = new HelperDump("/dev/mcos0", helper, LONG)) {
            ProcessHandle process = ProcessHandle.of(helper.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            assertThatThrownBy(() -> dump.stop(0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has ended");
        }
    }

    @Test
    void refusalsKeepTheirReason() throws Exception {
        try (HelperProcess helper = start()) {
            assertThat(helper.call(IhkRequest.OS_STATUS, 0, LONG)).isEqualTo(5);
            assertThatThrownBy(() -> helper.call(IhkRequest.DESTROY_OS, 7, LONG))
                    .isInstanceOfSatisfying(
                            DeviceException.class, e -> assertThat(e.errno()).isEqualTo(DeviceException.EINVAL));
            assertThatThrownBy(() -> helper.ask("nonsense", "nonsense", LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unknown request nonsense");
        }
    }

    @Test
    void aMissingDeviceIsRefusedByTheRealHelper() {
        Path nothing = directory.resolve("mcos0");
        assertThatThrownBy(() -> HelperProcess.start(nothing, false, Map.of()))
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.errno()).isEqualTo(DeviceException.ENOENT));
    }

    /** What was asked, once the process has ended. */
    private List<String> requests() throws Exception {
        Path file = directory.resolve("requests");
        for (int i = 0; i < 3000 && !Files.exists(file); i++) {
            Thread.sleep(10);
        }
        return Files.readAllLines(file);
    }
}
