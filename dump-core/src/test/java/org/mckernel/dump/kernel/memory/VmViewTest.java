package org.mckernel.dump.kernel.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedImage;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.symbol.KernelImage;

/** Ranges of the captured practice kernel's programs, as its source makes them, and damaged records. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class VmViewTest {
    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private ProcessView process(int pid) {
        return machine.kernel().processes().byPid(pid).orElseThrow();
    }

    private VmView view(ChangedMemory memory) {
        return VmView.of(machine.kernel(memory), process(201));
    }

    /** Physical address of a member of one of process 201's ranges. */
    private long member(int range, String member) {
        long address =
                VmView.of(machine.kernel(), process(201)).ranges().get(range).address();
        return machine.physical(address) + machine.offset("vm_range", member);
    }

    private long ofVm(String member) {
        return machine.physical(process(201).vm().orElseThrow()) + machine.offset("process_vm", member);
    }

    /** Physical address of the pointer to the path of the first range's file. */
    private long pathMember() throws Exception {
        return machine.physical(machine.data().physical().i64(member(0, "memobj"))) + machine.offset("memobj", "path");
    }

    /** The first range's file with another path, which is in free pages. */
    private ChangedMemory path(String text) throws Exception {
        long free = machine.freePages() + 24;
        return machine.changed().bytes(free, text.getBytes(UTF_8)).longs(pathMember(), machine.virtual(free));
    }

    private static ProcessView process(OptionalLong vm) {
        return new ProcessView(0x1000, OptionalInt.of(7), OptionalInt.empty(), OptionalInt.empty(), vm, List.of());
    }

    @Test
    void rangesAreThoseThatTheKernelMadeByAddress() {
        long stack = machine.data().layout().userEnd() - 5 * 4096;
        VmView view = VmView.of(machine.kernel(), process(201));

        assertThat(view.ranges())
                .extracting(VmRange::start, VmRange::end, VmRange::permissions, VmRange::backing)
                .containsExactly(
                        tuple(0x40_0000L, 0x40_1000L, "r-xs", Optional.of("/usr/bin/compute")),
                        tuple(0x80_0000L, 0xa0_0000L, "rw-s", Optional.of("[heap]")),
                        tuple(stack, stack + 4 * 4096, "rw-s", Optional.of("[stack]")));
        assertThat(view.notes()).isEmpty();
    }

    @Test
    void aProcessWithoutMemoryHasNoRanges() {
        assertThat(VmView.of(machine.kernel(), process(OptionalLong.of(0))).ranges())
                .isEmpty();
        assertThat(VmView.of(machine.kernel(), process(OptionalLong.of(0))).notes())
                .isEmpty();
        assertThat(VmView.of(machine.kernel(), process(OptionalLong.empty())).notes())
                .containsExactly("the process's memory is unknown: its record is not in the dump, or not described by "
                        + "debug information");
    }

    @Test
    void withoutDebugInformationRangesAreNotKnown() throws Exception {
        try (KernelImage image =
                ChangedImage.of(machine).withoutDebugInformation().open(dir)) {
            McKernel kernel = new McKernel(machine.data(image, machine.memory()));

            assertThat(VmView.of(kernel, process(201)).ranges()).isEmpty();
            assertThat(VmView.of(kernel, process(201)).notes())
                    .containsExactly("struct vm_range is not described by debug_constants");
        }
    }

    @Test
    void aBrokenTreeIsNamed() {
        VmView view = view(machine.changed().longs(ofVm("vm_range_tree"), 0x18));

        assertThat(view.ranges()).isEmpty();
        assertThat(view.notes())
                .singleElement()
                .asString()
                .startsWith("vm ranges of process 201: node at 0x18: ")
                .endsWith("its subtree is skipped");
    }

    @Test
    void placesThatTheKernelMadeHaveNames() {
        VmView vdso = view(machine.changed().longs(ofVm("vdso_addr"), 0x80_0000));
        VmView vvar = view(machine.changed().longs(ofVm("vvar_addr"), 0x80_0000));

        assertThat(vdso.ranges().get(1).backing()).contains("[vdso]");
        assertThat(vvar.ranges().get(1).backing()).contains("[vsyscall]");
    }

    @Test
    void theHeapIsWhatBeginsBetweenItsEnds() {
        long start = ofVm("region.brk_start");
        long end = ofVm("region.brk_end_allocated");

        assertThat(view(machine.changed().longs(end, 0x80_0000)).ranges().get(1).backing())
                .isEmpty();
        assertThat(view(machine.changed().longs(end, 0x80_0001)).ranges().get(1).backing())
                .contains("[heap]");
        assertThat(view(machine.changed().longs(start, 0x80_0001))
                        .ranges()
                        .get(1)
                        .backing())
                .isEmpty();
    }

    @Test
    void aFileHasItsOffsetOtherRangesNone() {
        ChangedMemory memory =
                machine.changed().longs(member(0, "objoff"), 0x3000).longs(member(1, "objoff"), 0x3000);

        assertThat(view(memory).ranges()).extracting(VmRange::fileOffset).containsExactly(0x3000L, 0L, 0L);
    }

    @Test
    void aPathThatIsAbsentSaysSo() throws Exception {
        long at = machine.physical(machine.data().physical().i64(pathMember()));

        assertThat(view(machine.changed().absent(at, 1)).ranges().getFirst().backing())
                .contains("<physical address 0x%x is excluded>".formatted(at));
    }

    @Test
    void aPathIsReadUpToItsEnd() throws Exception {
        String text = "/a".repeat(200);

        assertThat(view(path(text + "\0x")).ranges().getFirst().backing()).contains(text);
        assertThat(view(path("\0")).ranges().getFirst().backing())
                .as("an empty path is none")
                .isEmpty();
    }

    @Test
    void aPathWithoutAnEndIsCut() throws Exception {
        assertThat(view(path("/".repeat(8192)))
                        .ranges()
                        .getFirst()
                        .backing()
                        .orElseThrow()
                        .length())
                .isBetween(4096, 4096 + 64);
        assertThat(view(path("/" + "x".repeat(4094) + "\0"))
                        .ranges()
                        .getFirst()
                        .backing()
                        .orElseThrow())
                .hasSize(4095);
    }
}
