package org.mckernel.dump.unwind.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.unwind.Backtrace;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.FrameTrust;
import org.mckernel.dump.unwind.StopReason;

/** Stacks of a program, made by hand, without any file of the program. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UserUnwinderTest {
    @Parameter
    PracticeMachine machine;

    private ProgramFixture program;
    private long stack;

    @BeforeEach
    void open() {
        program = new ProgramFixture(machine);
        stack = program.stack() + 0x100;
    }

    private UserUnwinder unwinder() {
        return new UserUnwinder(machine.data().architecture(), program.space(), List.of());
    }

    private Backtrace walk(long pc, long pointer, long frame) {
        return unwinder().walk(program.context(pc, pointer, frame));
    }

    private static List<Long> counters(Backtrace walked) {
        return walked.frames().stream().map(Frame::pc).toList();
    }

    @Test
    void framePointersLeadToTheOutermostFrame() {
        program.longs(stack, stack + 0x40, program.returns()).longs(stack + 0x40, 0, program.returns());
        Backtrace walked = walk(0x40_0010, stack - 0x20, stack);

        assertThat(counters(walked)).containsExactly(0x40_0010L, program.returns(), program.returns());
        assertThat(walked.frames())
                .extracting(Frame::trust)
                .containsExactly(FrameTrust.REGISTERS, FrameTrust.FRAME_POINTER, FrameTrust.FRAME_POINTER);
        assertThat(walked.frames()).extracting(Frame::exact).containsExactly(true, false, false);
        assertThat(walked.frames().get(1).registers().get(machine.stackPointer()))
                .hasValue(stack + 16);
        assertThat(walked.stop()).isEqualTo(StopReason.OUTERMOST);
        assertThat(walked.note()).isEqualTo("end of the stack");
    }

    @Test
    void withoutRegistersThereIsNoStack() {
        Backtrace walked = unwinder().walk(ProgramFixture.context(Map.of()));

        assertThat(walked.stop()).isEqualTo(StopReason.NO_REGISTERS);
        assertThat(walked.note()).isEqualTo("a note");
    }

    @Test
    void aFramePointerThatIsNotKnownEndsIt() {
        Backtrace walked = unwinder()
                .walk(ProgramFixture.context(
                        Map.of(machine.programCounter(), 0x40_0010L, machine.stackPointer(), stack)));

        assertThat(walked.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(walked.note()).isEqualTo("the frame pointer is unknown");
        assertThat(walked.frames()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1234_5678_9abcL, -8, 4})
    void aFramePointerThatIsNoPlaceOfAFrameEndsIt(long frame) {
        Backtrace walked = walk(0x40_0010, stack, frame);

        assertThat(walked.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(walked.note()).isEqualTo("the frame pointer is 0x%x, which is not a valid frame".formatted(frame));
    }

    @Test
    void aFrameIsBelowTheKernelsAddresses() {
        Backtrace walked = walk(0x40_0010, stack, program.space().end());

        assertThat(walked.note()).endsWith("which is not a valid frame");
        assertThat(walk(0x40_0010, stack, program.space().end() - 8).note())
                .doesNotContain("which is not a valid frame");
    }

    @Test
    void aFramePointerBelowTheStackPointerEndsIt() {
        Backtrace walked = walk(0x40_0010, stack + 8, stack);

        assertThat(walked.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(walked.note()).isEqualTo("the frame pointer 0x%x is below the stack pointer".formatted(stack));
    }

    @Test
    void aFramePointerAtTheStackPointerIsOne() {
        program.longs(stack, 0, program.returns());

        assertThat(walk(0x40_0010, stack, stack).frames()).hasSize(2);
    }

    @Test
    void aFrameThatNamesItselfIsALoop() {
        program.longs(stack, stack, program.returns());
        Backtrace walked = walk(0x40_0010, stack, stack);

        assertThat(walked.stop()).isEqualTo(StopReason.LOOP);
        assertThat(walked.note()).isEqualTo("the stack returns to the frame at 0x%x".formatted(stack));
    }

    @Test
    void aLaterFrameThatLeadsBackIsALoop() {
        program.longs(stack, stack + 0x20, program.returns()).longs(stack + 0x20, stack, program.returns());
        Backtrace walked = walk(0x40_0010, stack, stack);

        assertThat(walked.stop()).isEqualTo(StopReason.LOOP);
        assertThat(walked.frames()).hasSize(3);
    }

    /** Not in code, in code that is no call, and the data. */
    @ParameterizedTest
    @ValueSource(longs = {0x1234, 0x40_0010, 0x80_0010})
    void aReturnAddressIsInCodeAfterACall(long returns) {
        program.longs(stack, 0, returns);
        Backtrace walked = walk(0x40_0010, stack, stack);

        assertThat(walked.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(walked.note())
                .isEqualTo("the frame pointer 0x%x leads to 0x%x, which is not a return address"
                        .formatted(stack, returns));
    }

    @Test
    void aStackThatIsAbsentIsApartFromOneThatIsNone() {
        long physical = program.physical(stack);
        program.longs(stack, 0, program.returns()).memory().absent(physical, 8);
        Backtrace absent = walk(0x40_0010, stack, stack);
        Backtrace none = walk(0x40_0010, 0x1000, 0x70_0000);

        assertThat(absent.stop()).isEqualTo(StopReason.ABSENT);
        assertThat(absent.note())
                .isEqualTo("the frame at 0x%x: physical address 0x%x is excluded".formatted(stack, physical));
        assertThat(none.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(none.note()).startsWith("the frame at 0x700000: ");
    }

    @Test
    void aCodePageThatIsAbsentTellsNothingAgainstACall() {
        program.longs(stack, 0, program.returns()).memory().absent(program.physical(ProgramFixture.CODE), 4096);

        assertThat(counters(walk(0x40_0010, stack, stack))).containsExactly(0x40_0010L, program.returns());
    }

    /** After the instruction that enters the kernel: 0f 05, and svc #0. */
    private long afterSystemCall() {
        long pc = 0x40_0200;
        byte[] call = program.isX86() ? ProgramFixture.bytes(0x0f, 0x05) : ProgramFixture.bytes(1, 0, 0, 0xd4);
        program.memory().bytes(program.physical(pc - call.length), call);
        return pc;
    }

    private Backtrace inSystemCall(long link, long frame) {
        UserContext context = program.context(afterSystemCall(), stack, frame);
        Registers registers =
                program.isX86() ? context.registers() : context.registers().with(30, link);
        program.longs(stack, link);
        return unwinder().walk(new UserContext(registers, context.source(), context.note()));
    }

    @Test
    void aFunctionWithoutAFrameReturnsToWhereTheCallLeftIt() {
        Backtrace walked = inSystemCall(program.returns(), 0);

        assertThat(counters(walked)).containsExactly(0x40_0200L, program.returns());
        assertThat(walked.frames().get(1).trust()).isEqualTo(FrameTrust.RETURN_ADDRESS);
        assertThat(walked.frames().get(1).registers().get(machine.stackPointer()))
                .hasValue(program.isX86() ? stack + 8 : stack);
        assertThat(walked.stop()).isEqualTo(StopReason.OUTERMOST);
    }

    /** It has saved the same address in its frame: the caller is shown once. */
    @Test
    void aFunctionWithAFrameGoesOnByIt() {
        program.longs(stack + 0x40, 0, program.returns());
        Backtrace walked = inSystemCall(program.returns(), stack + 0x40);

        assertThat(counters(walked)).containsExactly(0x40_0200L, program.returns());
        assertThat(walked.frames().get(1).trust()).isEqualTo(FrameTrust.FRAME_POINTER);
    }

    @Test
    void aWordThatIsNoReturnAddressIsNotTaken() {
        assertThat(counters(inSystemCall(0x40_0010, 0))).containsExactly(0x40_0200L);
    }

    @Test
    void aStackOfTooManyFramesIsCut() {
        for (int i = 0; i < 600; i++) {
            long at = stack + 16L * i;
            program.longs(at, at + 16, program.returns());
        }
        Backtrace walked = walk(0x40_0010, stack, stack);

        assertThat(walked.stop()).isEqualTo(StopReason.LIMIT);
        assertThat(walked.frames()).hasSize(UserUnwinder.MOST_FRAMES);
        assertThat(walked.note()).isEqualTo("more than 512 frames");
    }

    @Test
    void aFrameWithoutAFileHasNoName() {
        Frame frame = walk(0x40_0010, stack, 0).frames().getFirst();

        assertThat(unwinder().lines(frame, 7)).singleElement().satisfies(line -> {
            assertThat(line.number()).isEqualTo(7);
            assertThat(line.function()).isEmpty();
            assertThat(line.frame()).isSameAs(frame);
        });
    }
}
