package org.mckernel.dump.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.ihk.StandInIhk;

/** Whatever fails, a kernel that was stopped is resumed. */
class DirectDumpTest {
    private static final int EIO = 5;
    private static final int AREAS_SIZE = 7;
    private static final int AREAS = 8;
    private static final int CONTINUE = 10;

    private final StandInIhk ihk = new StandInIhk(StandInIhk.Kind.NEWEST)
            .status(5)
            .kernelAt(0x600000, 0)
            .area(0x10000, new byte[4096]);

    /** A device that answers EIO to some of the commands of a dump. */
    private Device failing(Set<Integer> commands) {
        Device plain = new StandInDevice(ihk);
        return new Device() {
            @Override
            public String name() {
                return plain.name();
            }

            @Override
            @SuppressWarnings("restricted") // the record that DirectDump allocated
            public int call(IhkRequest request, long argument) throws DeviceException {
                int command = MemorySegment.ofAddress(argument).reinterpret(4).get(ValueLayout.JAVA_INT, 0);
                if (commands.contains(command)) {
                    throw new DeviceException(name(), "DUMP " + command, EIO);
                }
                return plain.call(request, argument);
            }

            @Override
            public void close() {
                plain.close();
            }
        };
    }

    @Test
    void resumesAfterAreasThatContradictThemselves() throws Exception {
        ihk.area(0x10800, new byte[4096]); // overlaps the first, and is not page-aligned
        try (DirectDump dump = new DirectDump(new StandInDevice(ihk))) {
            dump.stop(0);
            assertThatThrownBy(dump::areas).isInstanceOf(IOException.class).hasMessageContaining("memory area 1");
            assertThat(ihk.stopped()).isTrue();
        }
        assertThat(ihk.stopped()).isFalse();
    }

    @Test
    void resumesAlthoughWaitingForTheCpusFails() throws Exception {
        DirectDump dump = new DirectDump(failing(Set.of(AREAS_SIZE)));
        dump.stop(0);
        assertThatThrownBy(dump::close)
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.errno()).isEqualTo(EIO))
                .hasMessageContaining("DUMP 7")
                .hasNoSuppressedExceptions();
        assertThat(ihk.stopped()).isFalse();
    }

    @Test
    void keepsTheFirstFailureAndAddsTheSecond() throws Exception {
        DirectDump dump = new DirectDump(failing(Set.of(AREAS_SIZE, CONTINUE)));
        dump.stop(0);
        assertThatThrownBy(dump::close)
                .hasMessageContaining("DUMP 7")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(s -> assertThat(s).hasMessageContaining("DUMP 10")));
        assertThat(ihk.requests()).doesNotContain("dump 8");
    }

    @Test
    void reportsThatItCannotResume() throws Exception {
        DirectDump dump = new DirectDump(failing(Set.of(CONTINUE)));
        dump.stop(0);
        assertThatThrownBy(dump::close).hasMessageContaining("DUMP 10");
        assertThat(ihk.stopped()).isTrue();
    }

    @Test
    void asksForNothingUnlessItHasStoppedTheKernel() throws Exception {
        new DirectDump(failing(Set.of(AREAS_SIZE, AREAS, CONTINUE))).close();
        assertThat(ihk.requests()).isEmpty();
    }
}
