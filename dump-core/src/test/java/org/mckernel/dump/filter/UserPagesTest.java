package org.mckernel.dump.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.PhysicalMemory;

/** The pages of the captured practice kernel's programs, as that kernel listed them, and what damage takes away. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UserPagesTest {
    private static final long PAGE = 4096;

    @Parameter
    PracticeMachine machine;

    private final FilterNotes notes = new FilterNotes();

    /** What the kernel itself called pages of programs. */
    private PageMarks expected() throws FilterException {
        PageMarks marks = new PageMarks(machine.assigned(), PAGE);
        for (JsonElement element : machine.pages()) {
            JsonObject run = element.getAsJsonObject();
            if (run.get("kind").getAsString().equals("user")) {
                marks.mark(
                        PracticeMachine.number(run.get("start").getAsString()),
                        run.get("pages").getAsLong() * PAGE);
            }
        }
        return marks;
    }

    private static long bytes(PageMarks marks) {
        return marks.markedBytes().stream().mapToLong(b -> b).sum();
    }

    private static List<String> kept(PageMarks marks) {
        ChunkList runs = marks.unmarked();
        return IntStream.range(0, runs.count())
                .mapToObj(i -> "%x+%x".formatted(runs.address(i), runs.size(i)))
                .toList();
    }

    private long mark(PhysicalMemory memory, PageMarks marks) throws KernelDataException {
        return new UserPages(machine.data(memory), marks, notes).mark();
    }

    private PageMarks marks() throws FilterException {
        return new PageMarks(machine.assigned(), PAGE);
    }

    /** Physical address of a process's structure. */
    private long process(int pid) {
        ProcessView process = machine.kernel().processes().byPid(pid).orElseThrow();
        return machine.physical(process.address());
    }

    /** The entries of a process's page table on the way to an address. */
    private List<PageTables.Entry> walk(int pid, long address) throws Exception {
        ProcessView process = machine.kernel().processes().byPid(pid).orElseThrow();
        return ((PageTables) machine.kernel().addressSpace(process).orElseThrow()).walk(address);
    }

    @Test
    void pagesAreThoseThatTheKernelItselfLists() throws Exception {
        PageMarks marks = marks();

        assertThat(mark(machine.memory(), marks)).isEqualTo(bytes(expected())).isGreaterThan(512 * PAGE);
        assertThat(kept(marks)).isEqualTo(kept(expected()));
        assertThat(notes.lines()).isEmpty();
    }

    @Test
    void aProcessWithoutMemoryHasNoPages() throws Exception {
        long vm = process(401) + machine.offset("process", "vm");
        long without = bytes(expected()) - mark(machine.changed().longs(vm, 0), marks());

        assertThat(without).isEqualTo(5 * PAGE);
        assertThat(notes.lines()).isEmpty();
    }

    @Test
    void aProcessWhoseRecordIsAbsentIsNamedAndKeepsItsPages() throws Exception {
        long process = process(401);
        long vm = process + machine.offset("process", "vm");
        long without = bytes(expected()) - mark(machine.changed().absent(vm, 8), marks());

        assertThat(without).isEqualTo(5 * PAGE);
        assertThat(notes.lines())
                .containsExactly("process at 0x%x: physical address 0x%x is excluded; its pages are kept"
                        .formatted(machine.virtual(process), vm));
    }

    @Test
    void aTableThatIsAbsentIsNamed() throws Exception {
        long entry = walk(401, 0x40_0000).getLast().address();
        long table = entry & -PAGE;
        long without = bytes(expected()) - mark(machine.changed().absent(table, PAGE), marks());

        assertThat(without).isEqualTo(PAGE);
        assertThat(notes.lines())
                .containsExactly("page table at 0x%x: physical address 0x%x is excluded; what it maps is kept"
                        .formatted(table, table));
    }

    @Test
    void aLeafWithoutTheProgramsRightIsTheKernels() throws Exception {
        var leaf = walk(401, 0x40_0000).getLast();
        long without =
                bytes(expected()) - mark(machine.changed().longs(leaf.address(), leaf.value() & ~userBit()), marks());

        assertThat(without).isEqualTo(PAGE);
        assertThat(notes.lines()).isEmpty();
    }

    private long userBit() {
        return machine == PracticeMachine.X86_64 ? 1 << 2 : 1 << 6;
    }

    @Test
    void anEntryThatIsNotValidMapsNothing() throws Exception {
        var leaf = walk(401, 0x40_0000).getLast();
        long without = bytes(expected()) - mark(machine.changed().longs(leaf.address(), leaf.value() & ~1), marks());

        assertThat(without).isEqualTo(PAGE);
        assertThat(notes.lines()).isEmpty();
    }

    @Test
    void aLeafOfADeviceIsNoneOfItsPages() throws Exception {
        var leaf = walk(401, 0x40_0000).getLast();
        long outside = (leaf.value() & 0xfff) | 0x1_0000_0000L;
        long without = bytes(expected()) - mark(machine.changed().longs(leaf.address(), outside), marks());

        assertThat(without).isEqualTo(PAGE);
        assertThat(notes.lines()).isEmpty();
    }

    @Test
    void aTableOutsideAssignedMemoryIsNamed() throws Exception {
        var entries = walk(401, 0x40_0000);
        var above = entries.get(entries.size() - 2);
        long outside = (above.value() & 0xfff) | 0x1_0000_0000L;
        mark(machine.changed().longs(above.address(), outside), marks());

        assertThat(notes.lines())
                .containsExactly(("process at 0x%x: 1 entries of its page tables are outside this kernel's memory, "
                                + "first: 0x%x at 0x%x; the pages they mapped are kept")
                        .formatted(machine.virtual(process(401)), outside, above.address()));
    }

    @Test
    void theProcessHashOfCpu0IsNeeded() {
        long set = machine.cpu(0, "resource_set");
        ChangedMemory memory = machine.changed().absent(set, 8);

        assertThatThrownBy(() -> mark(memory, marks()))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("the process hash of CPU 0: physical address 0x%x is excluded".formatted(set));
    }

    @Test
    void aBucketThatIsBrokenIsNamed() throws Exception {
        long node = process(401) + machine.offset("process", "hash_list");
        long without = bytes(expected()) - mark(machine.changed().longs(node, 0), marks());

        assertThat(without).isZero();
        assertThat(notes.lines())
                .containsExactly(
                        "process hash, bucket %d: 1 node, then a null pointer; the pages of later entries are kept"
                                .formatted(401 % 73));
    }
}
