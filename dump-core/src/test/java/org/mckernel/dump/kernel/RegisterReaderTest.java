package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.kernel.SavedRegisters.Source;

/** Registers of the captured practice kernel, compared with those that gdb saw, and areas that are damaged. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class RegisterReaderTest {
    @Parameter
    PracticeMachine machine;

    private RegisterReader reader() {
        return new RegisterReader(machine.data());
    }

    private SavedRegisters ofCpu(ChangedMemory memory, int cpu) {
        return new RegisterReader(machine.data(memory)).ofCpu(cpu);
    }

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private String spanSymbol() {
        return (isX86() ? "x86" : "arm64") + "_cpu_local_variables_span";
    }

    /** Physical address of a CPU's area. */
    private long area(int cpu) {
        return machine.physical(machine.variable("locals")) + cpu * machine.variable(spanSymbol());
    }

    /** Where the practice kernel's areas have the flag of a saved CPU: {@code paniced}. */
    private long flag(int cpu) {
        return area(cpu) + (isX86() ? 280 : machine.offset("arm64_cpu_local_thread", "paniced"));
    }

    private long programCounter(SavedRegisters saved) {
        return saved.registers().get(machine.programCounter()).orElseThrow();
    }

    /** CPU 0 ran a program. On aarch64 the kernel saves those of the page fault instead on CPU 3. */
    @Test
    void registersOfCpusInTheKernelAreWhatGdbSaw() {
        RegisterFile file = machine.image().architecture().registers();
        int end = isX86() ? 4 : 3;
        for (int cpu = 1; cpu < end; cpu++) {
            SavedRegisters saved = reader().ofCpu(cpu);
            assertThat(saved.source()).isEqualTo(Source.DUMP_NMI);
            assertThat(saved.note()).isEqualTo("registers saved by the dump NMI");
            JsonObject seen = machine.seen(cpu).getAsJsonObject("registers");
            assertThat(seen.size()).isEqualTo(isX86() ? seen.size() : 34).isGreaterThan(18);
            for (String name : seen.keySet()) {
                long value = saved.registers()
                        .get(file.dwarfNumber(name).orElseThrow())
                        .orElseThrow();
                assertThat("0x" + Long.toHexString(value))
                        .as("CPU %d %s", cpu, name)
                        .isEqualTo(seen.get(name).getAsString());
            }
        }
    }

    /** gdb's frame in front of the one that is an exception entry was interrupted. */
    @Test
    void ofAFaultInTheKernelOneProcessorKeepsTheFaultsRegisters() {
        SavedRegisters saved = reader().ofCpu(3);
        List<JsonElement> frames = machine.seen(3).getAsJsonArray("frames").asList();
        int entry = 0;
        while (!frames.get(entry).getAsJsonObject().get("signal").getAsBoolean()) {
            entry++;
        }
        int shown = isX86() ? 0 : entry + 1;

        assertThat(entry).isPositive();
        assertThat(saved.source()).isEqualTo(isX86() ? Source.DUMP_NMI : Source.KERNEL_FAULT);
        assertThat("0x" + Long.toHexString(programCounter(saved)))
                .isEqualTo(frames.get(shown).getAsJsonObject().get("pc").getAsString());
    }

    @Test
    void withoutAFaultAtHandTheInterruptsRegistersAreSaved() {
        if (isX86()) {
            return;
        }
        SavedRegisters saved = ofCpu(machine.changed().longs(machine.cpu(3, "kernel_mode_pf_regs"), 0), 3);

        assertThat(saved.source()).isEqualTo(Source.DUMP_NMI);
        assertThat(reader().ofCpu(3).note())
                .isEqualTo("registers at a page fault in kernel mode, as the dump NMI saves them while one is handled");
    }

    @Test
    void ofAProgramNoneAreKept() {
        SavedRegisters saved = reader().ofCpu(0);

        assertThat(saved.source()).isEqualTo(Source.USER_MODE);
        assertThat(saved.note()).isEqualTo("CPU 0 was in user mode at the dump NMI; its user registers are not saved");
        assertThat(machine.seen(0)
                        .getAsJsonObject("registers")
                        .get(isX86() ? "rip" : "pc")
                        .getAsString())
                .startsWith("0x4000");
    }

    /** x86_64 keeps another program counter for it, aarch64 zeros in the other registers. */
    @Test
    void aCpuInTheKernelDoesNotLookLikeAProgram() {
        long registers = flag(0) + 8;
        ChangedMemory memory = isX86()
                ? machine.changed()
                        .longs(
                                registers + 16 * 8,
                                machine.data().space().ranges().getFirst().start())
                : machine.changed().longs(registers + 5 * 8, 1);

        assertThat(ofCpu(memory, 0).source()).isEqualTo(Source.DUMP_NMI);
    }

    @Test
    void aThreadOnACpuHasThatCpusRegisters() {
        ThreadView thread = machine.kernel().threads().byTid(301).orElseThrow();

        assertThat(reader().of(thread).source()).isEqualTo(Source.DUMP_NMI);
        assertThat(programCounter(reader().of(thread))).isEqualTo(programCounter(reader().ofCpu(1)));
    }

    /**
     * Of x86_64's schedule() the call of the switch is its last act, so it is not on the stack: its caller is. On
     * aarch64 it is the same by the saved program counter.
     */
    @Test
    void sleepersGoOnAfterTheCallThatGaveTheCpuAway() throws Exception {
        Map<Integer, String> expected =
                Map.of(202, "wait_for_reply", 402, "lock_slow", 403, "lock_slow", 404, "lock_slow");
        for (int tid : expected.keySet()) {
            SavedRegisters saved =
                    reader().of(machine.kernel().threads().byTid(tid).orElseThrow());
            assertThat(saved.source()).isEqualTo(Source.SWITCHED_OUT);
            assertThat(saved.note()).isEqualTo("registers saved when it was switched out");
            assertThat(machine.image()
                            .symbols()
                            .nearest(programCounter(saved))
                            .orElseThrow()
                            .name())
                    .as("thread %d", tid)
                    .isEqualTo(expected.get(tid));
        }
    }

    /** A return takes its address off the stack. */
    @Test
    void theStackPointerIsTheOneAfterTheReturn() throws Exception {
        KernelData data = machine.data();
        ThreadView thread = machine.kernel().threads().byTid(402).orElseThrow();
        long context = thread.address() + data.offset("thread", "ctx");
        SavedRegisters saved = reader().of(thread);
        long expected = isX86()
                ? data.virtual().i64(context) + 8
                : data.virtual().i64(data.virtual().i64(context) + 16 + 88);

        assertThat(saved.registers().get(machine.stackPointer())).hasValue(expected);
        if (isX86()) {
            assertThat(programCounter(saved)).isEqualTo(data.virtual().i64(expected - 8));
        }
    }

    @Test
    void aThreadThatHasEndedHasNone() {
        SavedRegisters saved = reader().of(machine.kernel().threads().byTid(503).orElseThrow());

        assertThat(saved.source()).isEqualTo(Source.NONE);
        assertThat(saved.note()).isEqualTo("the thread has ended");
    }

    @Test
    void aContextThatIsAbsentIsNamed() {
        long context = machine.physical(machine.thread(402)) + machine.offset("thread", "ctx");
        SavedRegisters saved = new RegisterReader(machine.data(machine.changed().absent(context, 8)))
                .of(machine.kernel().threads().byTid(402).orElseThrow());

        assertThat(saved.source()).isEqualTo(Source.NONE);
        assertThat(saved.registers().get(machine.programCounter())).isEmpty();
        assertThat(saved.note())
                .isEqualTo("the registers of the thread at 0x%x: physical address 0x%x is excluded"
                        .formatted(machine.thread(402), context));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, (1 << 24) + 1})
    void aSpanThatNoAreaHasIsNamed(long span) {
        SavedRegisters saved = ofCpu(machine.changed().longs(machine.symbol(spanSymbol()), span), 1);

        assertThat(saved.source()).isEqualTo(Source.NONE);
        assertThat(saved.note())
                .isEqualTo("%s is %d, which is not a valid size of a CPU's area".formatted(spanSymbol(), span));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1 << 24})
    void theLeastAndTheLargestSpanAreTried(long span) {
        assertThat(ofCpu(machine.changed().longs(machine.symbol(spanSymbol()), span), 1)
                        .note())
                .doesNotContain("no size of a CPU's area");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, -1})
    void aFlagThatIsNotSetMeansThatTheInterruptDidNotCome(long flag) {
        SavedRegisters saved = ofCpu(machine.changed().longs(flag(1), flag), 1);

        assertThat(saved.source()).isEqualTo(Source.NONE);
        assertThat(saved.note())
                .isEqualTo("the dump NMI did not reach CPU 1 (or an unknown kernel: its flag is not set)");
    }

    @Test
    void anAreaThatIsAbsentIsNamed() {
        SavedRegisters saved = ofCpu(machine.changed().absent(flag(1), 8), 1);

        assertThat(saved.source()).isEqualTo(Source.NONE);
        assertThat(saved.note())
                .isEqualTo("the registers of CPU 1: physical address 0x%x is excluded".formatted(flag(1)));
    }

    /** Where its words are in the area: the program counter, the stack pointer, code segment or processor state. */
    private ChangedMemory strayed(long pc, long stack, long status) {
        long registers = flag(1) + 8;
        return isX86()
                ? machine.changed()
                        .longs(registers + 16 * 8, pc)
                        .longs(registers + 7 * 8, stack)
                        .ints(registers + 17 * 8 + 4, (int) status)
                : machine.changed()
                        .longs(registers + 32 * 8, pc)
                        .longs(registers + 31 * 8, stack)
                        .longs(registers + 33 * 8, status);
    }

    @Test
    void aKernelThatWentAstrayIsStillInItsModeAndOnItsStack() {
        long kernel = isX86() ? 0x08 : 5;
        long program = isX86() ? 0x33 : 0;

        assertThat(ofCpu(strayed(0x1234, -16, kernel), 1).source()).isEqualTo(Source.DUMP_NMI);
        assertThat(ofCpu(strayed(0x1234, 0x7000, kernel), 1).source()).isEqualTo(Source.NONE);
        assertThat(ofCpu(strayed(0x1234, -16, program), 1).source()).isEqualTo(Source.NONE);
        assertThat(ofCpu(strayed(machine.data().space().ranges().getFirst().start(), 0, program), 1)
                        .source())
                .isEqualTo(Source.DUMP_NMI);
    }

    /** x86_64's task state segment names them: its rsp0 at 4, its interrupt stacks from 36 on. */
    @Test
    void stacksOfEntriesAreThoseOfTheTaskStateSegment() {
        long area = area(2);
        ChangedMemory memory = machine.changed();
        for (int offset : new int[] {4, 36, 44, 52, 60, 68, 76, 84}) {
            memory.longs(area + 176 + offset, 0);
        }
        memory.longs(area + 176 + 4, 0xffff_8880_0001_0000L).longs(area + 176 + 84, 0xffff_8880_0002_0000L);
        memory.longs(area + 176 + 36, 0x5000);
        RegisterReader reader = new RegisterReader(machine.data(memory));

        assertThat(reader.entryStacks(2))
                .isEqualTo(isX86() ? List.of(0xffff_8880_0001_0000L, 0xffff_8880_0002_0000L) : List.of());
    }

    @Test
    void stacksBeforeAnAbsentOneAreKnown() {
        long area = area(2);
        ChangedMemory memory =
                machine.changed().longs(area + 180, 0xffff_8880_0001_0000L).absent(area + 176 + 36, 8);

        assertThat(new RegisterReader(machine.data(memory)).entryStacks(2))
                .isEqualTo(isX86() ? List.of(0xffff_8880_0001_0000L) : List.of());
    }
}
