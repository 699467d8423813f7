package org.mckernel.dump.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.ihk.StandInIhk;

/** A running kernel as a dump. */
class LiveDumpTest {
    private static final long PAGE = 4096;

    private final byte[] first = filled(8192, 1);
    private final byte[] second = filled(4096, 2);
    private final StandInIhk ihk = new StandInIhk(StandInIhk.Kind.NEWEST)
            .status(5)
            .kernelAt(0x600000, 0x80000000L)
            .area(0x10000, first)
            .area(0x12000, second)
            .broken(0x20000, 4096);
    private final Device device = new StandInDevice(ihk);

    private LiveDump open() throws IOException {
        return LiveDump.open(device, () -> new DirectDump(device), PAGE);
    }

    @Test
    void theOrderOfRequestsIsThatOfTheToolsAndTheLogComesFirst() throws Exception {
        try (LiveDump dump = open()) {
            dump.stop(LiveDump.ALL);
            assertThat(ihk.stopped()).isTrue();
            assertThat(dump.areas().kernelBase()).isEqualTo(0x600000);
            assertThat(dump.areas().physStart()).isEqualTo(0x80000000L);
            dump.resume();
            assertThat(ihk.stopped()).isFalse();
            dump.stop(LiveDump.ALL);
        }
        assertThat(ihk.stopped()).isFalse();
        assertThat(ihk.requests())
                .containsExactly(
                        "log",
                        "log",
                        "dump 6 level 0",
                        "dump 1",
                        "dump 7",
                        "dump 8",
                        "dump 10",
                        "log",
                        "dump 6 level 0",
                        "dump 1",
                        "dump 7",
                        "dump 8",
                        "dump 10");
    }

    @Test
    void thereIsNoMemoryWhileItRunsAndNoneIsKept() throws Exception {
        try (LiveDump dump = open()) {
            byte[] read = new byte[4];
            assertThat(dump.memory().read(0x10000, MemorySegment.ofArray(read), 0, 4))
                    .isZero();
            assertThat(dump.warnings()).hasSize(1);
            dump.stop(LiveDump.ALL);
            assertThat(dump.memory().read(0x10000, MemorySegment.ofArray(read), 0, 4))
                    .isEqualTo(4);
            assertThat(read).containsOnly(1);
            dump.resume();
            Arrays.fill(first, (byte) 9);
            assertThat(dump.memory().read(0x10000, MemorySegment.ofArray(read), 0, 4))
                    .isZero();
            assertThat(dump.memory().end()).isZero();
            dump.stop(LiveDump.ALL);
            assertThat(dump.memory().read(0x10000, MemorySegment.ofArray(read), 0, 4))
                    .isEqualTo(4);
            assertThat(read).containsOnly(9);
        }
    }

    @Test
    void memoryOutsideOfTheAreasIsNeverAskedFor() throws Exception {
        try (LiveDump dump = open()) {
            dump.stop(LiveDump.ALL);
            byte[] read = new byte[16384];
            assertThat(dump.memory().read(0x11ffc, MemorySegment.ofArray(read), 0, 8))
                    .isEqualTo(8);
            assertThat(Arrays.copyOf(read, 8)).containsExactly(1, 1, 1, 1, 2, 2, 2, 2);
            assertThat(dump.memory().read(0x10000, MemorySegment.ofArray(read), 0, 16384))
                    .isEqualTo(12288);
            assertThat(dump.memory().presence(0x13000)).isEqualTo(Presence.NOT_IN_DUMP);
            assertThat(dump.memory().presence(-1)).isEqualTo(Presence.NOT_IN_DUMP);
            assertThat(dump.memory().read(-8, MemorySegment.ofArray(read), 0, 8))
                    .isZero();
            assertThat(dump.memory().extent(0x13000, 1 << 20))
                    .isEqualTo(new Extent(0x13000, 0xd000, Presence.NOT_IN_DUMP, null));
            assertThat(dump.memory().extent(0x11000, 1 << 20))
                    .isEqualTo(new Extent(0x11000, 0x1000, Presence.PRESENT, null));
            assertThat(dump.memory().nextPresent(0, 1 << 20)).isEqualTo(0x10000);
            assertThat(dump.memory().nextPresent(0x13000, 1 << 20)).isEqualTo(0x20000);
            assertThat(dump.memory().nextPresent(0x21000, 1 << 20)).isEqualTo(-1);
            assertThat(dump.memory().end()).isEqualTo(0x21000);
        }
    }

    @Test
    void memoryThatTheDriverRefusesIsCorruptAndNotZero() throws Exception {
        try (LiveDump dump = open()) {
            dump.stop(LiveDump.ALL);
            assertThat(dump.memory().read(0x20000, MemorySegment.ofArray(new byte[8]), 0, 8))
                    .isZero();
            assertThat(dump.memory().presence(0x20000)).isEqualTo(Presence.CORRUPT);
        }
    }

    @Test
    void aKernelThatWasNotBootedIsNotTouched() {
        ihk.status(0);
        assertThatThrownBy(this::open)
                .isInstanceOf(LiveDump.NotBootedException.class)
                .hasMessageContaining("/dev/mcos0")
                .hasMessageContaining("not booted");
        assertThat(ihk.requests()).containsExactly("log");
    }

    @Test
    void aDriverThatCannotResumeIsDetectedBeforeTheStop() throws Exception {
        StandInIhk old = new StandInIhk(StandInIhk.Kind.ARRAYS).status(4);
        Device oldDevice = new StandInDevice(old);
        try (LiveDump dump = LiveDump.open(oldDevice, () -> new DirectDump(oldDevice), PAGE)) {
            assertThat(dump.canResume()).isFalse();
        }
        assertThat(old.requests()).containsExactly("log", "dump 10");
        assertThat(old.stopped()).isFalse();
    }

    @Test
    void headersOfBothGenerationsAreRead() throws Exception {
        StandInIhk old = new StandInIhk(StandInIhk.Kind.ARRAYS)
                .status(4)
                .kernelAt(0x600000, 0)
                .area(0x10000, first);
        MemoryAreas areas = new DirectDump(new StandInDevice(old)).areas();
        assertThat(areas.count()).isEqualTo(1);
        assertThat(areas.address(0)).isEqualTo(0x10000);
        assertThat(areas.size(0)).isEqualTo(8192);
        assertThat(areas.totalBytes()).isEqualTo(8192);
        assertThat(areas.physStart()).isZero();
    }

    /** A helper that is lost must not leave the kernel halted. */
    @Test
    void theKernelIsResumedWithoutTheHelper() throws Exception {
        boolean[] lost = new boolean[1];
        DumpControl fragile = new DumpControl() {
            private final DirectDump real = new DirectDump(device);

            @Override
            public boolean canResume() throws IOException {
                return real.canResume();
            }

            @Override
            public void stop(int level) throws IOException {
                real.stop(level);
            }

            @Override
            public MemoryAreas areas() throws IOException {
                if (lost[0]) {
                    throw new IOException("lost");
                }
                return real.areas();
            }

            @Override
            public void resume() throws IOException {
                throw new IOException("lost");
            }

            @Override
            public void close() throws IOException {
                if (lost[0]) {
                    real.close();
                }
            }
        };
        try (LiveDump dump = LiveDump.open(device, () -> fragile, PAGE)) {
            dump.stop(LiveDump.ALL);
            dump.resume();
            assertThat(ihk.stopped()).isFalse();
            lost[0] = true;
            assertThatThrownBy(() -> dump.stop(LiveDump.ALL)).hasMessage("lost");
            assertThat(dump.stopped()).isFalse();
            assertThat(ihk.stopped()).isFalse();
        }
    }

    /** A control that fails at the requests that are named. */
    private class FragileControl implements DumpControl {
        private final DumpControl real = new DirectDump(device);
        private final String failing;
        private int closed;

        private FragileControl(String failing) {
            this.failing = failing;
        }

        private void check(String request) throws IOException {
            if (failing.contains(request)) {
                throw new IOException(request + " failed");
            }
        }

        @Override
        public boolean canResume() throws IOException {
            check("can-resume");
            return real.canResume();
        }

        @Override
        public void stop(int level) throws IOException {
            check("stop");
            real.stop(level);
        }

        @Override
        public MemoryAreas areas() throws IOException {
            check("areas");
            return real.areas();
        }

        @Override
        public void resume() throws IOException {
            check("go-on");
            real.resume();
        }

        @Override
        public void close() throws IOException {
            closed++;
            real.close();
            check("close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "areas", "stop close", "areas close"})
    void aFailedStopIsRetriedByANewControl(String failing) throws Exception {
        FragileControl fragile = new FragileControl(failing);
        Iterator<DumpControl> controls =
                List.of(fragile, new DirectDump(device)).iterator();
        try (LiveDump dump = LiveDump.open(device, controls::next, PAGE)) {
            assertThatThrownBy(() -> dump.stop(LiveDump.ALL))
                    .hasMessage(failing.split(" ", -1)[0] + " failed")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(failing.contains("close") ? 1 : 0));
            assertThat(fragile.closed).isEqualTo(1);
            assertThat(dump.stopped()).isFalse();
            assertThat(ihk.stopped()).isFalse();
            dump.stop(LiveDump.ALL);
            assertThat(dump.stopped()).isTrue();
            assertThat(dump.areas().count()).isEqualTo(3);
        }
        assertThat(ihk.stopped()).isFalse();
    }

    @Test
    void aFailedQuestionIsRetriedByANewControl() throws Exception {
        FragileControl fragile = new FragileControl("can-resume");
        Iterator<DumpControl> controls =
                List.of(fragile, new DirectDump(device)).iterator();
        try (LiveDump dump = LiveDump.open(device, controls::next, PAGE)) {
            assertThatThrownBy(dump::canResume).hasMessage("can-resume failed");
            assertThat(fragile.closed).isEqualTo(1);
            assertThat(dump.canResume()).isTrue();
        }
    }

    @Test
    void aControlThatCanNeitherResumeNorCloseIsReplaced() throws Exception {
        DumpControl stuck = new FragileControl("go-on close") {
            @Override
            public void close() throws IOException {
                throw new IOException("close failed");
            }
        };
        try (LiveDump dump = LiveDump.open(device, () -> stuck, PAGE)) {
            dump.stop(LiveDump.ALL);
            dump.resume();
            assertThat(ihk.stopped()).isFalse();
        }
    }

    @Test
    void theDeviceIsClosedAlthoughTheControlCannotBe() throws Exception {
        int[] closed = new int[1];
        Device counted = new Device() {
            @Override
            public String name() {
                return device.name();
            }

            @Override
            public int call(IhkRequest request, long argument) throws DeviceException {
                return device.call(request, argument);
            }

            @Override
            public void close() {
                closed[0]++;
            }
        };
        LiveDump dump = LiveDump.open(counted, () -> new FragileControl("close"), PAGE);
        assertThat(dump.canResume()).isTrue();
        assertThatThrownBy(dump::close).hasMessage("close failed");
        assertThat(closed[0]).isEqualTo(1);
    }

    @Test
    void theLogIsNotReadWhileTheKernelMayHoldItsLock() throws Exception {
        try (LiveDump dump = open()) {
            ihk.log("[  1]: one\n");
            assertThat(dump.log()).isEqualTo("[  1]: one\n".getBytes(StandardCharsets.UTF_8));
            dump.stop(LiveDump.ALL);
            int asked = ihk.requests().size();
            ihk.log("[  1]: two\n");
            assertThat(dump.log()).isEqualTo("[  1]: one\n".getBytes(StandardCharsets.UTF_8));
            assertThat(ihk.requests()).hasSize(asked);
        }
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
