package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.RegisterRule;
import org.mckernel.dump.kernel.ChangedMemory;

/** Rows of call frame information made by hand, on stacks of a few words. Numbers are those of the x86_64 psABI. */
class FrameRulesTest {
    private static final int RAX = 0;
    private static final int RBX = 3;
    private static final int RBP = 6;
    private static final int RSP = 7;
    private static final int R12 = 12;
    private static final int R13 = 13;
    private static final int RIP = 16;

    private final ChangedMemory memory = ChangedMemory.empty();
    private final Map<Integer, RegisterRule> rules = new HashMap<>();
    private final Registers registers =
            Registers.of(Map.of(RAX, 0xaaL, RBX, 0xbbL, RBP, 0x9000L, RSP, 0x8000L, R12, 0x12L, RIP, 0x1000L));

    private Optional<Unwinder.Step> apply(int cfaRegister, long cfaOffset, boolean signal) {
        CallFrameRow row = new CallFrameRow(0x1000, cfaRegister, cfaOffset, Optional.empty(), rules, RIP, signal);
        Frame frame = new Frame(0x1000, registers, OptionalLong.empty(), FrameTrust.REGISTERS, false, false);
        return new FrameRules(new X86_64(), memory.identity()).apply(frame, row);
    }

    /** The usual row: the return address is the word below the frame address. */
    private Unwinder.Caller caller(boolean signal) {
        rules.putIfAbsent(RIP, new RegisterRule.Offset(-8));
        memory.longs(0x8008, 0x2000);
        return apply(RSP, 16, signal).orElseThrow().caller().orElseThrow();
    }

    @Test
    void theCallerIsWhereTheReturnAddressLeads() {
        Unwinder.Caller caller = caller(false);
        Frame frame = apply(RSP, 16, false).orElseThrow().frame();

        assertThat(caller.registers().get(RIP)).hasValue(0x2000);
        assertThat(caller.registers().get(RSP)).as("the frame address").hasValue(0x8010);
        assertThat(caller.trust()).isEqualTo(FrameTrust.CALL_FRAME_INFO);
        assertThat(caller.exact()).isFalse();
        assertThat(caller.mode()).isEmpty();
        assertThat(frame.cfa()).hasValue(0x8010);
        assertThat(frame.exact()).isFalse();
        assertThat(frame.entry()).isFalse();
        assertThat(frame.trust()).isEqualTo(FrameTrust.REGISTERS);
        assertThat(frame.pc()).isEqualTo(0x1000);
    }

    @Test
    void registersThatCallsKeepStayOthersAreCarriedApart() {
        Registers caller = caller(false).registers();

        assertThat(caller.get(RBX)).hasValue(0xbb);
        assertThat(caller.get(R12)).hasValue(0x12);
        assertThat(caller.get(RAX)).isEmpty();
        assertThat(caller.getOrCarried(RAX)).hasValue(0xaa);
        assertThat(caller.get(R13)).as("not known before").isEmpty();
    }

    @Test
    void everyKindOfRuleGivesItsValue() {
        memory.longs(0x7ff0, 0x55, 0x66);
        rules.put(RBX, new RegisterRule.Offset(-32));
        rules.put(RBP, new RegisterRule.ValueOffset(-0x20));
        rules.put(R12, new RegisterRule.InRegister(RAX));
        rules.put(R13, new RegisterRule.Undefined());
        rules.put(RAX, new RegisterRule.SameValue());
        rules.put(8, new RegisterRule.InRegister(9));
        Registers caller = caller(false).registers();

        assertThat(caller.get(RBX)).hasValue(0x55);
        assertThat(caller.get(RBP)).hasValue(0x7ff0);
        assertThat(caller.get(R12)).hasValue(0xaa);
        assertThat(caller.get(RAX)).hasValue(0xaa);
        assertThat(caller.get(R13)).isEmpty();
        assertThat(caller.get(8)).isEmpty();
    }

    @Test
    void aRegisterWhoseWordIsAbsentIsNotKnown() {
        rules.put(RBX, new RegisterRule.Offset(-64));
        Registers caller = caller(false).registers();

        assertThat(caller.get(RBX)).isEmpty();
        assertThat(caller.get(RIP)).hasValue(0x2000);
    }

    @Test
    void aStackPointerThatWasSavedIsTheSavedOne() {
        memory.longs(0x8000, 0x7_0000);
        rules.put(RSP, new RegisterRule.Offset(-16));

        assertThat(caller(false).registers().get(RSP)).hasValue(0x7_0000);
    }

    @Test
    void anUndefinedReturnAddressIsTheEndOfTheStack() {
        rules.put(RIP, new RegisterRule.Undefined());
        Unwinder.Step step = apply(RSP, 16, false).orElseThrow();

        assertThat(step.caller()).isEmpty();
        assertThat(step.stop()).isEqualTo(StopReason.OUTERMOST);
        assertThat(step.note()).isEqualTo("end of the stack");
        assertThat(step.frame().cfa()).hasValue(0x8010);
    }

    @Test
    void aReturnAddressThatIsAbsentIsNamed() {
        rules.put(RIP, new RegisterRule.Offset(-8));
        memory.absent(0x8008, 8);
        Unwinder.Step step = apply(RSP, 16, false).orElseThrow();

        assertThat(step.caller()).isEmpty();
        assertThat(step.stop()).isEqualTo(StopReason.ABSENT);
        assertThat(step.note()).isEqualTo("the return address: physical address 0x8008 is excluded");
    }

    @Test
    void withoutTheFrameAddressThereIsNoStep() {
        rules.put(RIP, new RegisterRule.Offset(-8));

        assertThat(apply(-1, 16, false)).as("an expression").isEmpty();
        assertThat(apply(R13, 16, false)).as("of a register that is not known").isEmpty();
    }

    @Test
    void aReturnAddressThatNoRuleTellsIsNoStep() {
        assertThat(apply(RSP, 16, false)).as("nothing said").isEmpty();
        rules.put(RIP, new RegisterRule.InRegister(R13));
        assertThat(apply(RSP, 16, false)).isEmpty();
    }

    /** An entry pushes rip, cs, rflags, rsp, ss: cs is the word after the program counter. */
    @Test
    void whatWasInterruptedIsToldByTheCodeSegmentThatWasSaved() {
        memory.longs(0x8010, 0x33);
        Unwinder.Caller program = caller(true);
        memory.longs(0x8010, 0x08);
        Unwinder.Caller kernel = caller(true);
        memory.longs(0x8010, 0x1234_5678);
        Unwinder.Caller neither = caller(true);

        assertThat(program.mode()).contains(EntryFrame.Mode.USER);
        assertThat(program.exact()).isTrue();
        assertThat(kernel.mode()).contains(EntryFrame.Mode.KERNEL);
        assertThat(neither.mode()).isEmpty();
        assertThat(apply(RSP, 16, true).orElseThrow().frame().entry()).isTrue();
        assertThat(apply(RSP, 16, true).orElseThrow().frame().exact()).isTrue();
    }

    @Test
    void aModeThatIsAbsentOrNowhereIsNotKnown() {
        memory.absent(0x8010, 8);
        assertThat(caller(true).mode()).isEmpty();

        rules.put(RIP, new RegisterRule.InRegister(RBX));
        assertThat(apply(RSP, 16, true).orElseThrow().caller().orElseThrow().mode())
                .isEmpty();
    }

    /** Without an entry the word after the program counter says nothing. */
    @Test
    void onlyEntriesHaveAMode() {
        memory.longs(0x8010, 0x33);

        assertThat(caller(false).mode()).isEmpty();
    }

    /** x0 to x30, sp, pc, pstate: the state is the word after the program counter; calls keep x19 to x30. */
    @Test
    void onAarch64TheReturnAddressIsInTheLinkRegister() {
        Registers start = Registers.of(Map.of(0, 1L, 19, 19L, 29, 0x9000L, 30, 0x2000L, 31, 0x8000L, 32, 0x1000L));
        CallFrameRow row = new CallFrameRow(0x1000, 31, 32, Optional.empty(), Map.of(), 30, false);
        Frame frame = new Frame(0x1000, start, OptionalLong.empty(), FrameTrust.REGISTERS, false, false);
        Unwinder.Caller caller = new FrameRules(new AArch64(), memory.identity())
                .apply(frame, row)
                .orElseThrow()
                .caller()
                .orElseThrow();

        assertThat(caller.registers().get(32)).hasValue(0x2000);
        assertThat(caller.registers().get(31)).hasValue(0x8020);
        assertThat(caller.registers().get(19)).hasValue(19);
        assertThat(caller.registers().get(0)).isEmpty();
    }
}
