package org.mckernel.converter.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class MckdumpWriterTest {
    private static final int PAGE = 4096;
    private static final long START = 0x10_0000;
    private static final int DESCRIPTOR = 24;

    @TempDir
    Path dir;

    private static McKernelLocation location() {
        return new McKernelLocation(
                "given", new X86_64(), START, 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** What is found while writing belongs to the result: the plan may be asked, and written, again. */
    @Test
    void leavesThePlanUnchanged() throws Exception {
        SimulatedMemory memory = new SimulatedMemory(PAGE).ram(START, 4 * PAGE);
        for (int i = 0; i < 4; i++) {
            byte[] page = new byte[PAGE];
            new Random(i).nextBytes(page);
            memory.write(START + (long) i * PAGE, page);
        }
        Path vmcore = dir.resolve("vmcore");
        FileLayout layout = KdumpWriter.of(memory).write(vmcore);
        Faults.in(vmcore).u64(layout.offsetOf("descriptors") + DESCRIPTOR + 8, 0); // the second page has no size
        ChunkList chunks = new ChunkList.Builder().add(START, 4 * PAGE).build();
        try (Dump dump = Dumps.open(vmcore)) {
            ConversionPlan plan = ConversionPlan.of(dump.memory(), chunks);
            DumpDescription description =
                    new DumpDescription("test", List.of(vmcore), dump, location(), Optional.empty(), Optional.empty());
            MckdumpWriter.Options options = new MckdumpWriter.Options(false, 1, true, HeaderForm.ECLAIR);
            for (String name : List.of("first", "second")) {
                MckdumpWriter.Result result =
                        MckdumpWriter.write(dir.resolve(name), plan, description, options, _ -> {});

                assertThat(result.holes().count()).as(name).isEqualTo(1);
                assertThat(result.holes().start(0)).isEqualTo(START + PAGE);
                assertThat(result.holes().bytes(Presence.CORRUPT)).isEqualTo(PAGE);
                assertThat(plan.holes().count()).as(name).isZero();
                assertThat(plan.presentBytes()).isEqualTo(4 * PAGE);
            }
        }
    }

    @Test
    void aListOfHolesIsNotChangedByOneThatContinuesIt() throws Exception {
        HoleList.Builder builder = new HoleList.Builder();
        builder.add(0, PAGE, Presence.EXCLUDED);
        HoleList first = builder.build();
        builder.add(PAGE, PAGE, Presence.EXCLUDED);
        HoleList.Builder more = new HoleList.Builder(first);
        more.add(PAGE, 2 * PAGE, Presence.EXCLUDED);
        more.add(8 * PAGE, PAGE, Presence.CORRUPT);

        assertThat(first.count()).isEqualTo(1);
        assertThat(first.totalBytes()).isEqualTo(PAGE);
        assertThat(builder.build().length(0)).isEqualTo(2 * PAGE);
        assertThat(more.build().count()).isEqualTo(2);
        assertThat(more.build().totalBytes()).isEqualTo(4 * PAGE);
    }
}
