package org.mckernel.dump.kernel.ihk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckernel.BootParamLayout;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.mckernel.McKernelMachine.Chunk;

/** The boot parameters: found by content alone, on every machine. */
class BootParamTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private Dump dump(McKernelMachine machine) throws IOException {
        Path file = dir.resolve("vmcore");
        VmcoreWriter.of(machine.memory()).write(file);
        return Dumps.open(file);
    }

    private static McKernelMachine.Builder on(LinuxLayout layout) {
        return McKernelMachine.on(LinuxMachine.boot(layout, "5.15.0"));
    }

    static Stream<McKernelMachine> machines() {
        return Stream.of(
                on(LinuxLayout.x86Kaslr()).boot(),
                on(LinuxLayout.arm64(0x1000, 48, 0)).boot(),
                on(LinuxLayout.arm64(0x10000, 42, 0)).boot(),
                on(LinuxLayout.x86())
                        .layout(BootParamLayout.X86_64.shifted(-48))
                        .boot(),
                on(LinuxLayout.x86())
                        .layout(BootParamLayout.X86_64.shifted(512))
                        .boot());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyMember(McKernelMachine machine) throws Exception {
        try (Dump dump = dump(machine)) {
            int page = machine.memory().pageSize();
            BootParam read = BootParam.read(dump.memory(), machine.bootParam(), page, OptionalLong.empty());
            assertThat(read.pageSet().address()).isEqualTo(machine.pageSetAddress());
            assertThat(read.kmsgAddress()).isEqualTo(machine.kernelLog());
            assertThat(read.memoryStart()).isEqualTo(machine.chunks().getFirst().start());
            assertThat(read.memoryEnd())
                    .isEqualTo(machine.chunks().getLast().start()
                            + machine.chunks().getLast().length());
            BootParam.MemoryTable table = read.memory().orElseThrow();
            assertThat(table.bootstrapStart()).isEqualTo(machine.bootstrap().start());
            assertThat(table.chunks().count()).isEqualTo(machine.chunks().size());
            for (int i = 0; i < machine.chunks().size(); i++) {
                assertThat(table.chunks().address(i))
                        .isEqualTo(machine.chunks().get(i).start());
                assertThat(table.chunks().size(i))
                        .isEqualTo(machine.chunks().get(i).length());
            }
            assertThat(BootParam.containing(dump.memory(), read.pageSet()))
                    .hasValueSatisfying(found -> assertThat(found.address()).isEqualTo(machine.bootParam()));
        }
    }

    @Test
    void bootstrapIsTheFirstOfTheLargestOnTheLowestNode() throws Exception {
        long at = 32 * MIB;
        McKernelMachine machine = on(LinuxLayout.x86())
                .chunks(
                        new Chunk(at, 12 * MIB, 3), new Chunk(at + 12 * MIB, MIB, 1),
                        new Chunk(at + 14 * MIB, 6 * MIB, 1), new Chunk(at + 24 * MIB, 6 * MIB, 1))
                .boot();
        try (Dump dump = dump(machine)) {
            BootParam read = BootParam.read(dump.memory(), machine.bootParam(), 4096, OptionalLong.empty());
            assertThat(read.memory().orElseThrow().bootstrapStart()).isEqualTo(at + 14 * MIB);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 24, 99})
    void readsDumpLevel(int level) throws Exception {
        McKernelMachine machine =
                on(LinuxLayout.x86()).bootParam(b -> b.instance(0, level)).boot();
        try (Dump dump = dump(machine)) {
            BootParam read = BootParam.read(dump.memory(), machine.bootParam(), 4096, OptionalLong.empty());
            assertThat(read.dumpLevel()).isEqualTo(level);
        }
    }

    @Test
    void recognisesOnlyBootParamPage() throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        try (Dump dump = dump(machine)) {
            MemoryReader reader = new MemoryReader(dump.memory());
            assertThat(BootParam.looksLike(reader, machine.bootParam(), 4096)).isTrue();
            for (long address : new long[] {
                0,
                -4096,
                Long.MIN_VALUE,
                1L << 52,
                machine.bootParam() + 8,
                machine.bootParam() - 4096,
                machine.kernelBase(),
                1L << 40
            }) {
                assertThat(BootParam.looksLike(reader, address, 4096))
                        .as("0x%x", address)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24, 40, 48})
    void reportsInvalidMembers(int offset) throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        machine.memory().writeLongs(machine.bootParam() + offset, -1L >>> 1);
        try (Dump dump = dump(machine)) {
            BadRecordException problem = catchThrowableOfType(
                    BadRecordException.class,
                    () -> BootParam.read(dump.memory(), machine.bootParam(), 4096, OptionalLong.empty()));
            assertThat(problem.kind()).isEqualTo(BadRecordException.Kind.IMPLAUSIBLE);
            assertThat(problem).hasMessageContaining("0x%x", machine.bootParam());
        }
    }

    @Test
    void rejectsRecordWithoutPageSet() throws Exception {
        McKernelMachine machine =
                on(LinuxLayout.x86()).pageSet(set -> set.countField(0)).boot();
        try (Dump dump = dump(machine)) {
            BadRecordException problem = catchThrowableOfType(
                    BadRecordException.class,
                    () -> BootParam.read(dump.memory(), machine.bootParam(), 4096, OptionalLong.empty()));
            assertThat(problem).hasMessageContaining("no page set");
        }
    }
}
