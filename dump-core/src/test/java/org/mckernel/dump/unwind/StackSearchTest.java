package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.PracticeMachine;

/** Stacks made by hand in free pages of the captured practice kernel; return addresses are those that gdb saw. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class StackSearchTest {
    @Parameter
    PracticeMachine machine;

    private ChangedMemory memory;
    private long physical;
    private long stack;
    private long returns;
    private RegisterFile file;

    @BeforeEach
    void stackOfOnes() {
        physical = machine.freePages();
        byte[] ones = new byte[0x1_2000];
        Arrays.fill(ones, (byte) -1);
        memory = machine.changed().bytes(physical, ones);
        stack = machine.virtual(physical);
        returns = machine.frame(2, 1);
        file = machine.data().architecture().registers();
    }

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private StackSearch search() {
        return new StackSearch(machine.data(memory));
    }

    private Registers registers(long pointer) {
        return Registers.of(Map.of(file.stackPointer(), pointer));
    }

    private Registers registers(long pointer, long frame) {
        return registers(pointer).with(file.framePointer(), frame);
    }

    @Test
    void aReturnAddressIsInCodeAfterACall() throws Exception {
        StackSearch search = search();

        assertThat(search.isReturnAddress(returns)).isTrue();
        assertThat(search.isReturnAddress(returns + 4)).isFalse();
        assertThat(search.isReturnAddress(machine.data().symbol("memory_nodes").value() + 8))
                .isFalse();
        assertThat(search.isReturnAddress(0x1000)).isFalse();
        assertThat(search.isReturnAddress(machine.thread(301))).isFalse();
    }

    @Test
    void aFrameRecordLeadsToTheCaller() {
        memory.longs(physical + 0x100, 0x1234, returns);
        Unwinder.Caller caller =
                search().byFramePointer(registers(stack, stack + 0x100)).orElseThrow();

        assertThat(caller.registers().get(file.framePointer())).hasValue(0x1234);
        assertThat(caller.registers().get(file.stackPointer())).hasValue(stack + 0x110);
        assertThat(caller.registers().get(file.programCounter())).hasValue(returns);
        assertThat(caller.trust()).isEqualTo(FrameTrust.FRAME_POINTER);
        assertThat(caller.exact()).isFalse();
        assertThat(caller.mode()).isEmpty();
    }

    /** It is aligned, at the stack pointer or above, and not further than a frame is large. */
    @ParameterizedTest
    @CsvSource({"0, true", "8, true", "4, false", "-8, false", "0xfff8, true", "0x10000, false"})
    void aFramePointerIsInTheFrame(String offset, boolean expected) {
        long at = Long.decode(offset);
        memory.longs(physical + 0x1000 + at, 0, returns);

        assertThat(search().byFramePointer(registers(stack + 0x1000, stack + 0x1000 + at))
                        .isPresent())
                .isEqualTo(expected);
    }

    @Test
    void withoutAFrameRecordThereIsNoCaller() {
        memory.longs(physical, 0, returns - 1);

        assertThat(search().byFramePointer(registers(stack, stack)))
                .as("no call before it")
                .isEmpty();
        assertThat(search().byFramePointer(registers(stack))).isEmpty();
        assertThat(search().byFramePointer(Registers.of(Map.of(file.framePointer(), stack))))
                .isEmpty();
        memory.longs(physical, 0, returns).absent(physical + 8, 8);
        assertThat(search().byFramePointer(registers(stack, stack))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511})
    void theNearestReturnAddressIsTheCallers(int words) {
        memory.longs(physical + 8 + 8L * words, returns, returns);
        Unwinder.Caller caller = search().byScan(registers(stack + 8)).orElseThrow();

        assertThat(caller.registers().get(file.programCounter())).hasValue(returns);
        assertThat(caller.registers().get(file.stackPointer())).hasValue(stack + 16 + 8L * words);
        assertThat(caller.registers().get(file.framePointer())).isEmpty();
        assertThat(caller.trust()).isEqualTo(FrameTrust.SCAN);
        assertThat(caller.exact()).isFalse();
    }

    @Test
    void theSearchHasABound() {
        memory.longs(physical + 8L * 512, returns);

        assertThat(search().byScan(registers(stack))).isEmpty();
        assertThat(search().byScan(registers(stack + 8))).isPresent();
    }

    /** The word below a return address is the frame pointer that was pushed, if it leads up the stack. */
    @ParameterizedTest
    @CsvSource({"0, true", "0x100, true", "0xffff, true", "0x10000, false", "-8, false"})
    void theWordBelowAReturnAddressMayBeTheFramePointer(String offset, boolean expected) {
        long at = stack + 0x40;
        memory.longs(physical + 0x38, at + Long.decode(offset), returns);

        assertThat(search().byScan(registers(stack))
                        .orElseThrow()
                        .registers()
                        .get(file.framePointer())
                        .isPresent())
                .isEqualTo(expected);
    }

    @Test
    void aSearchEndsWhereTheStackIsAbsent() {
        memory.longs(physical + 0x100, returns).absent(physical + 0x80, 8);

        assertThat(search().byScan(registers(stack))).isEmpty();
        assertThat(search().byScan(registers(stack + 0x88))).isPresent();
        assertThat(search().byScan(registers(stack + 0x8c))).as("not aligned").isEmpty();
        assertThat(search().byScan(Registers.of(Map.of()))).isEmpty();
    }

    /** x86_64 pushes the return address, aarch64 has it in its link register. */
    @Test
    void whereNoCodeIsNothingRanSinceTheCall() {
        memory.longs(physical, returns);
        Registers registers = isX86()
                ? registers(stack, 0x99)
                : registers(stack, 0x99).with(file.linkRegister().orElseThrow(), returns);
        Unwinder.Caller caller = search().byReturnAddress(registers).orElseThrow();

        assertThat(caller.registers().get(file.programCounter())).hasValue(returns);
        assertThat(caller.registers().get(file.stackPointer())).hasValue(isX86() ? stack + 8 : stack);
        assertThat(caller.registers().get(file.framePointer())).hasValue(0x99);
        assertThat(caller.trust()).isEqualTo(FrameTrust.RETURN_ADDRESS);
        assertThat(caller.exact()).isFalse();
    }

    @Test
    void whatIsNoReturnAddressTellsNoCaller() {
        Registers wrong = isX86()
                ? registers(stack)
                : registers(stack).with(file.linkRegister().orElseThrow(), returns - 1);
        memory.longs(physical, returns - 1);

        assertThat(search().byReturnAddress(wrong)).isEmpty();
        assertThat(search().byReturnAddress(Registers.of(Map.of()))).isEmpty();
        memory.absent(physical, 8);
        assertThat(search().byReturnAddress(registers(stack))).isEmpty();
    }

    /** Words as an entry out of a program leaves them: of either processor, all but these are zero. */
    private long[] entry(boolean program, long pc, long pointer) {
        long[] words = new long[isX86() ? 21 : 34];
        words[isX86() ? 16 : 32] = pc;
        words[isX86() ? 19 : 31] = pointer;
        if (isX86()) {
            words[17] = program ? 0x33 : 0x08;
            words[18] = 2;
            words[20] = program ? 0x2b : 0x10;
        } else {
            words[33] = program ? 0 : 5;
        }
        return words;
    }

    private Optional<Unwinder.Caller> entryAt(int skip, long... words) {
        memory.longs(physical + 8L * skip, words);
        return search().entryFrame(registers(stack));
    }

    @Test
    void anEntryOutOfAProgramIsToldByItsShape() {
        Unwinder.Caller caller = entryAt(3, entry(true, 0x40_0020, 0x7000)).orElseThrow();

        assertThat(caller.registers().get(file.programCounter())).hasValue(0x40_0020);
        assertThat(caller.registers().get(file.stackPointer())).hasValue(0x7000);
        assertThat(caller.trust()).isEqualTo(FrameTrust.SAVED_FRAME);
        assertThat(caller.exact()).isTrue();
        assertThat(caller.mode()).contains(EntryFrame.Mode.USER);
    }

    @Test
    void anEntryIsNearTheStackPointer() {
        assertThat(entryAt(15, entry(true, 0x40_0020, 0x7000))).isPresent();
        stackOfOnes();
        assertThat(entryAt(16, entry(true, 0x40_0020, 0x7000))).isEmpty();
    }

    @Test
    void aProgramIsWhereProgramsAre() {
        long end = machine.data().layout().userEnd();

        assertThat(entryAt(0, entry(true, 0, 0x7000))).isEmpty();
        assertThat(entryAt(0, entry(true, end - 4, 0x7000))).isPresent();
        stackOfOnes();
        assertThat(entryAt(0, entry(true, end, 0x7000))).isEmpty();
    }

    @Test
    void theKernelIsInItsCodeOrGoesOnAboveTheFrame() {
        int words = isX86() ? 21 : 34;
        long end = stack + 8L * words;

        assertThat(entryAt(0, entry(false, returns, -16)).orElseThrow().mode()).contains(EntryFrame.Mode.KERNEL);
        assertThat(entryAt(0, entry(false, 0x1234, end))).isPresent();
        assertThat(entryAt(0, entry(false, 0x1234, end + 64))).isPresent();
        stackOfOnes();
        assertThat(entryAt(0, entry(false, 0x1234, end + 80))).isEmpty();
        stackOfOnes();
        assertThat(entryAt(0, entry(false, 0x1234, end - 16))).isEmpty();
    }

    @Test
    void anEntryThatIsAbsentIsNone() {
        memory.absent(physical + 64, 8);

        assertThat(entryAt(0, entry(true, 0x40_0020, 0x7000))).isEmpty();
        assertThat(search().entryFrame(Registers.of(Map.of()))).isEmpty();
    }

    /** Entry code has no frame record of its own, so its registers are below the next one. */
    @Test
    void anEntryEndsBelowTheNextFrameRecord() {
        int words = isX86() ? 21 : 34;
        memory.longs(physical + 16, entry(true, 0x40_0020, 0x7000));
        Map<Integer, Boolean> found = new HashMap<>();
        for (int room : new int[] {words + 1, words + 2, words + 3}) {
            memory.longs(physical + 8L * room, stack, returns);
            found.put(
                    room - words,
                    search().entryFrame(registers(stack, stack + 8L * room)).isPresent());
            memory.longs(physical + 8L * room, 0, 0);
            memory.longs(physical + 16, entry(true, 0x40_0020, 0x7000));
        }

        assertThat(found).isEqualTo(Map.of(1, false, 2, true, 3, true));
    }
}
