package org.mckernel.dump.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of the captured practice kernel, as its source makes them, and records that are broken. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class ProcessSurveyTest {
    @Parameter
    PracticeMachine machine;

    private ProcessSurvey processes() {
        return machine.kernel().processes();
    }

    private ProcessView process(int pid) {
        return processes().byPid(pid).orElseThrow();
    }

    /** Physical address of a process's member. */
    private long member(int pid, String member) {
        return machine.physical(process(pid).address()) + machine.offset("process", member);
    }

    private ProcessView changed(ChangedMemory memory, int pid) {
        return machine.kernel(memory).processes().byPid(pid).orElseThrow();
    }

    @Test
    void processesAreThoseThatTheKernelMade() {
        assertThat(processes().all().stream()
                        .filter(p -> p.pid().orElseThrow() > 1)
                        .map(p -> "%d %d %s"
                                .formatted(p.pid().orElseThrow(), p.ppid().orElseThrow(), p.commandLine())))
                .containsExactly(
                        "201 1 [/usr/bin/compute, -n, 8]",
                        "301 1 [/opt/app/solver, --grid=64]",
                        "401 201 [lock-cycle]",
                        "501 1 [/usr/bin/waker, all]",
                        "503 501 [gone]");
        assertThat(process(503).status()).hasValue(8);
        assertThat(process(401).vm().orElseThrow()).isNegative();
        assertThat(processes().notes()).isEmpty();
    }

    /** Every CPU has an idle process of its own, which only its idle thread names. */
    @Test
    void idleProcessesComeFirst() {
        assertThat(processes().all().stream().limit(4).map(ProcessView::pid)).containsOnly(OptionalInt.of(0));
        assertThat(processes().all().get(4).pid()).isNotEqualTo(OptionalInt.of(0));
    }

    @Test
    void processesAreFoundByNumberByAddressAndByThread() {
        long address = process(401).address();
        ThreadSurvey threads = machine.kernel().threads();

        assertThat(processes().byAddress(address)).contains(process(401));
        assertThat(processes().byAddress(address + 8)).isEmpty();
        assertThat(processes().byPid(402)).as("a thread is no process").isEmpty();
        assertThat(processes().of(threads.byTid(404).orElseThrow())).contains(process(401));
    }

    @Test
    void aThreadThatNamesNoProcessHasNone() {
        long proc = machine.physical(machine.thread(302)) + machine.offset("thread", "proc");
        McKernel kernel = machine.kernel(machine.changed().absent(proc, 8));
        McKernel zero = machine.kernel(machine.changed().longs(proc, 0));

        assertThat(kernel.processes().of(kernel.threads().byTid(302).orElseThrow()))
                .isEmpty();
        assertThat(zero.processes().byAddress(0)).isEmpty();
    }

    @Test
    void aProcessWhoseRecordIsAbsentIsNamedAndComesLast() {
        long address = process(401).address();
        ProcessSurvey processes =
                machine.kernel(machine.changed().absent(member(401, "pid"), 4)).processes();

        assertThat(processes.byPid(401)).isEmpty();
        assertThat(processes.all().getLast().address()).isEqualTo(address);
        assertThat(processes.notes())
                .containsExactly("process at 0x%x: its record is not in the dump".formatted(address));
    }

    @Test
    void withoutTheHashProcessesOfThreadsAreKnown() throws Exception {
        long set = machine.data().physical().i64(machine.cpu(0, "resource_set"));
        long hash = machine.physical(set) + machine.offset("resource_set", "process_hash");
        ProcessSurvey processes =
                machine.kernel(machine.changed().longs(hash, 0)).processes();

        assertThat(processes.byPid(401)).isPresent();
        assertThat(processes.byPid(503))
                .as("its thread is in the hash of threads")
                .isPresent();
        assertThat(processes.notes())
                .containsExactly(
                        "process_hash: the resource set of CPU 0 is not in the dump; only run queues are known");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 65537, Long.MIN_VALUE, Long.MAX_VALUE})
    void aLengthThatNoCommandLineHasIsNamed(long length) {
        ChangedMemory memory = machine.changed().longs(member(401, "saved_cmdline_len"), length);
        ProcessSurvey processes = machine.kernel(memory).processes();

        assertThat(processes.byPid(401).orElseThrow().commandLine()).isEmpty();
        assertThat(processes.notes())
                .containsExactly(("process at 0x%x: its command line has length %d, expected at most 65536; "
                                + "it is not shown")
                        .formatted(process(401).address(), length));
    }

    @Test
    void noCommandLineIsNone() {
        ChangedMemory empty = machine.changed().longs(member(401, "saved_cmdline_len"), 0);
        ChangedMemory nowhere = machine.changed().longs(member(401, "saved_cmdline"), 0, -1);

        assertThat(changed(empty, 401).commandLine()).isEmpty();
        assertThat(changed(empty, 401).command()).isEmpty();
        assertThat(changed(nowhere, 401).commandLine()).isEmpty();
        assertThat(machine.kernel(nowhere).processes().notes()).isEmpty();
    }

    @Test
    void aCommandLineThatIsAbsentIsNotShown() throws Exception {
        long text = machine.data().physical().i64(member(401, "saved_cmdline"));

        assertThat(changed(machine.changed().absent(machine.physical(text) + 3, 1), 401)
                        .commandLine())
                .isEmpty();
        assertThat(changed(machine.changed().longs(member(401, "saved_cmdline"), 0x1234), 401)
                        .commandLine())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a~b~ | a, b", "a~b | a, b", "a~~b~ | a, , b", "~ | ''", "one | one", "a~~ | a, "})
    void argumentsEndWithNuls(String text, String arguments) throws Exception {
        byte[] bytes = text.replace('~', '\0').getBytes(UTF_8);
        long at = machine.data().physical().i64(member(401, "saved_cmdline"));
        ChangedMemory memory = machine.changed()
                .bytes(machine.physical(at), bytes)
                .longs(member(401, "saved_cmdline_len"), bytes.length);

        assertThat(changed(memory, 401).commandLine())
                .isEqualTo(List.of((arguments.endsWith(",") ? arguments + " " : arguments).split(", ", -1)));
    }
}
