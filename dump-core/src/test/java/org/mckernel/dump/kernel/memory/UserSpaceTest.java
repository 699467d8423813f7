package org.mckernel.dump.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ProcessView;

/** The memory of process 201 of the captured practice kernel: a page of code, 2 MiB of data, four pages of stack. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UserSpaceTest {
    private static final long PAGE = 4096;

    @Parameter
    PracticeMachine machine;

    private ProcessView process() {
        return machine.kernel().processes().byPid(201).orElseThrow();
    }

    private UserSpace space() throws KernelDataException {
        return UserSpace.of(machine.kernel(), process());
    }

    private UserSpace space(ChangedMemory memory) throws KernelDataException {
        return UserSpace.of(machine.kernel(memory), process());
    }

    private static ProcessView process(OptionalInt pid, OptionalLong vm) {
        return new ProcessView(0x1000, pid, OptionalInt.empty(), OptionalInt.empty(), vm, List.of());
    }

    /** Physical address of the first word of {@code start, end, flag} of one of the ranges. */
    private long bounds(int range) {
        return machine.physical(VmView.of(machine.kernel(), process())
                        .ranges()
                        .get(range)
                        .address())
                + machine.offset("vm_range", "start");
    }

    private long stack() {
        return machine.data().layout().userEnd() - 5 * PAGE;
    }

    @Test
    void itIsWhatTheProgramSees() throws Exception {
        UserSpace space = space();

        assertThat(space.process()).isEqualTo(process());
        assertThat(space.pageSize()).isEqualTo(PAGE);
        assertThat(space.end()).isEqualTo(machine == PracticeMachine.X86_64 ? 1L << 47 : 1L << 46);
        assertThat(space.ranges()).extracting(VmRange::start).containsExactly(0x40_0000L, 0x80_0000L, stack());
        assertThat(space.notes()).isEmpty();
        assertThat(space.tables().translate(0x80_0000).physical() % (2 << 20)).isZero();
        // the code that the source copies there begins the same in every program
        assertThat(space.memory().i64(0x40_0000))
                .isEqualTo(UserSpace.of(
                                machine.kernel(),
                                machine.kernel().processes().byPid(301).orElseThrow())
                        .memory()
                        .i64(0x40_0000));
    }

    @Test
    void kernelAddressesAreNotMappedInIt() throws Exception {
        UserSpace space = space();

        assertThatThrownBy(() -> space.memory().i64(machine.thread(201)))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageContaining("not a user address");
        assertThatThrownBy(() -> space.memory().i32(space.end()))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageContaining("not a user address");
        assertThatThrownBy(() -> space.memory().i32(space.end() - 4))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageNotContaining("not a user address");
    }

    @ParameterizedTest
    @CsvSource({
        "0x3fffff, -1",
        "0x400000, 0",
        "0x400fff, 0",
        "0x401000, -1",
        "0x7fffff, -1",
        "0x800000, 1",
        "0x9fffff, 1",
        "0xa00000, -1",
        "-1, -1"
    })
    void anAddressLiesInARange(String address, int range) throws Exception {
        UserSpace space = space();

        assertThat(space.range(Long.decode(address)))
                .isEqualTo(
                        range < 0
                                ? Optional.empty()
                                : Optional.of(space.ranges().get(range)));
        assertThat(space.range(stack() + 4 * PAGE - 1)).contains(space.ranges().getLast());
    }

    @Test
    void aPlaceIsAFileOrARangeAndHowFar() throws Exception {
        UserSpace space = space();

        assertThat(space.place(0x40_0010)).isEqualTo("compute+0x10");
        assertThat(space.place(0x80_0020)).isEqualTo("[heap]+0x20");
        assertThat(space.place(stack() + 8)).isEqualTo("[stack]+0x8");
        assertThat(space.place(0xa0_0000)).isEqualTo("in no range");
    }

    @Test
    void aPlaceInAFileCountsFromTheFilesBeginning() throws Exception {
        long offset = bounds(0) - machine.offset("vm_range", "start") + machine.offset("vm_range", "objoff");

        assertThat(space(machine.changed().longs(offset, 0x3000)).place(0x40_0010))
                .isEqualTo("compute+0x3010");
    }

    @Test
    void aRangeWithoutANameIsNamedByItsStart() throws Exception {
        long heap = machine.physical(process().vm().orElseThrow())
                + machine.offset("process_vm", "region.brk_end_allocated");

        assertThat(space(machine.changed().longs(heap, 0)).place(0x80_0020)).isEqualTo("range 0x800000+0x20");
    }

    @Test
    void codeIsInRangesThatMayRun() throws Exception {
        UserSpace space = space();

        assertThat(space.mayBeCode(0x40_0000)).isTrue();
        assertThat(space.mayBeCode(0x80_0000)).isFalse();
        assertThat(space.mayBeCode(0x70_0000)).isFalse();
        assertThat(space.mayBeCode(-1)).isFalse();
    }

    @Test
    void whereRangesAreNotKnownAnyUserAddressMayBeCode() throws Exception {
        long tree = machine.physical(process().vm().orElseThrow()) + machine.offset("process_vm", "vm_range_tree");
        UserSpace none = space(machine.changed().longs(tree, 0));
        UserSpace broken = space(machine.changed().longs(bounds(1), 0x1234));

        assertThat(none.ranges()).isEmpty();
        assertThat(none.mayBeCode(0x70_0000)).isTrue();
        assertThat(none.mayBeCode(none.end())).isFalse();
        assertThat(broken.mayBeCode(0x70_0000)).isTrue();
        assertThat(broken.mayBeCode(0x40_0000)).isTrue();
        assertThat(broken.mayBeCode(stack())).isFalse();
    }

    /** Empty, backwards, not whole pages, in the kernel's half, in another. */
    @ParameterizedTest
    @CsvSource({
        "0x800000, 0x800000",
        "0x800000, 0x7ff000",
        "0x800010, 0xa00000",
        "0x800000, 0xa00010",
        "0x800000, -0x1000",
        "0x400000, 0x401000"
    })
    void aRangeThatMakesNoSenseIsLeftOut(String start, String end) throws Exception {
        UserSpace space = space(machine.changed().longs(bounds(1), Long.decode(start), Long.decode(end)));

        assertThat(space.ranges()).extracting(VmRange::start).containsExactly(0x40_0000L, stack());
        assertThat(space.notes())
                .containsExactly("vm ranges of process 201: 1 of them are invalid and excluded, first: 0x%x to 0x%x"
                        .formatted(Long.decode(start), Long.decode(end)));
    }

    @Test
    void theFirstOfSeveralIsNamed() throws Exception {
        UserSpace space =
                space(machine.changed().longs(bounds(1), 0x80_0000, 0x80_0000).longs(bounds(2), stack(), stack() + 1));

        assertThat(space.notes())
                .containsExactly("vm ranges of process 201: 2 of them are invalid and excluded, "
                        + "first: 0x800000 to 0x800000");
    }

    @Test
    void rangesMayTouchAndEndWhereTheKernelBegins() throws Exception {
        UserSpace space = space(machine.changed()
                .longs(bounds(1), 0x40_1000, 0x80_0000)
                .longs(bounds(2), 0x80_0000, machine.data().layout().userEnd()));

        assertThat(space.notes()).isEmpty();
        assertThat(space.ranges()).extracting(VmRange::start).containsExactly(0x40_0000L, 0x40_1000L, 0x80_0000L);
    }

    @Test
    void aProcessWithoutMemoryIsRefused() {
        assertThatThrownBy(() -> UserSpace.of(machine.kernel(), process(OptionalInt.of(7), OptionalLong.empty())))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("process 7: its process_vm record is not in the dump");
        assertThatThrownBy(() -> UserSpace.of(machine.kernel(), process(OptionalInt.of(7), OptionalLong.of(0))))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("process 7 has no user memory: it is a kernel process, or has ended");
        assertThatThrownBy(() -> UserSpace.of(machine.kernel(), process(OptionalInt.empty(), OptionalLong.of(0))))
                .hasMessage("process <not in dump> has no user memory: it is a kernel process, or has ended");
    }

    @Test
    void anAddressSpaceThatIsAbsentIsNamed() throws Exception {
        long vm = machine.physical(process().vm().orElseThrow());
        long space = machine.data().physical().i64(vm + machine.offset("process_vm", "address_space"));
        long table = machine.physical(space) + machine.offset("address_space", "page_table");

        assertThatThrownBy(() -> space(machine.changed().absent(vm, 8)))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("process 201: its address space is not in the dump");
        assertThatThrownBy(() -> space(machine.changed().absent(table, 8)))
                .isInstanceOf(KernelDataException.class)
                .hasMessage("process 201: its page table: physical address 0x%x is excluded".formatted(table));
    }
}
