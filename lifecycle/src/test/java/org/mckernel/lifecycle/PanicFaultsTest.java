package org.mckernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.lifecycle.node.Fault;

/** What each fault of the simulated node leaves in a vmcore, as the analyser sees it. */
class PanicFaultsTest {
    @TempDir
    Path dir;

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    private String mck(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!command.equals("eclair")) {
            all.addAll(List.of("--node", "sim", "--state-dir", file("state")));
        }
        all.addAll(Arrays.asList(words));
        MckRun run = MckRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s%n%s%s", all, run.out(), run.err()).isZero();
        return run.out();
    }

    private void fail(String fault, String... work) throws IOException {
        Files.writeString(dir.resolve("machine"), """
            node 0 cpus 0-3 memory 512M
            """);
        mck("boot", "--machine", file("machine"), "-c", "1-3", "-m", "64M@0");
        if (work.length > 0) {
            mck("run", work);
        }
        mck("image", file("mckernel.img"));
        mck("panic", "--fault", fault, "--format", "kdump-raw", file("vmcore"));
    }

    private String eclair(String command) {
        return mck("eclair", "-k", file("mckernel.img"), "-d", file("vmcore"), "--batch", "-e", command);
    }

    private static String functions(String stack) {
        return String.join(
                " ",
                stack.lines()
                        .filter(l -> l.startsWith("#"))
                        .map(l -> l.replaceFirst("#\\d+ +", "").replaceFirst(" .*", ""))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        null-read  | kernel page fault  | kernel read at 0x0  | list_insert enqueue wake_up sys_wake
        null-write  | kernel page fault  | kernel write at 0x8  | list_insert enqueue wake_up sys_wake
        bad-jump  | kernel page fault  | rip 0x6b6b6b6b  | on_page_fault page_fault_entry 0x6b6b6b6b thread_start
        wild-pointer | general protection fault | fault  | pick_next schedule sleep_until sys_sleep
        user-fault  | user page fault  | fault  | panic on_page_fault page_fault_entry
        """)
    void aPanicSaysWhatAndWhere(String fault, String message, String logged, String calls) throws IOException {
        fail(fault, "--threads", "4", "compute");
        assertThat(mck("status")).contains("PANIC, booted ", "panic " + fault);
        assertThat(mck("kmsg").lines().toList().getLast()).isEqualTo("[  2]: panic: " + message);
        assertThat(mck("kmsg")).contains(logged);
        assertThat(eclair("sys")).contains("PANIC on CPU 2: \"" + message + "\"");
        String stack = functions(eclair("bt"));
        assertThat(stack).startsWith("halt_cpu panic ").contains(calls);
        assertThat(eclair("bt")).doesNotContain("on_page_fault (registers=0x0)", "system_call (registers=0x0)");
    }

    @Test
    void aCallOfNoFunctionIsSeenFromItsCaller() throws IOException {
        fail("bad-jump", "compute");
        assertThat(eclair("bt").lines().map(String::strip))
                .containsSubsequence(
                        "--- page fault: kernel code interrupted at 0x6b6b6b6b ---",
                        "#5  0x6b6b6b6b in ?? ()                                 no code of the kernel")
                .anyMatch(l -> l.startsWith("#6  thread_start ()") && l.endsWith("by return address"));
        assertThat(eclair("triage")).contains("was in 0x6b6b6b6b, which is not kernel code ← thread_start");
    }

    @Test
    void aProgramThatFaultsIsNamedAsTheCulprit() throws IOException {
        fail("user-fault", "compute");
        assertThat(eclair("triage"))
                .contains("was in user mode, rip 0x40000d, when the CPU entered the kernel")
                .doesNotContain("was called with");
    }

    @Test
    void aHangShowsWhoWaitsAndNoPanic() throws IOException {
        fail("hang");
        assertThat(mck("status")).contains("HUNGUP, booted ", "panic hang");
        assertThat(mck("kmsg")).doesNotContain("panic:");
        assertThat(eclair("sys")).doesNotContain("PANIC");
        assertThat(functions(eclair("bt cpu 2"))).isEqualTo("relax kprintf sys_wake system_call system_call_entry");
        assertThat(eclair("p printing")).contains("= 1");
    }

    @Test
    void aPanicOfLinuxFindsEveryThreadAtItsWork() throws IOException {
        fail("linux", "-n", "2", "--threads", "2", "compute");
        assertThat(mck("status")).contains("HUNGUP");
        assertThat(eclair("sys")).doesNotContain("PANIC");
        assertThat(eclair("foreach bt")).doesNotContain("panic", "page_fault");
        assertThat(functions(eclair("bt 1001"))).isEqualTo("mix crunch system_call system_call_entry");
        assertThat(eclair("triage")).doesNotContain("FATAL");
    }

    @Test
    void theHelpTextNamesEveryFault() {
        String help = MckRun.of("help", "panic").out();
        for (Fault fault : Fault.values()) {
            assertThat(help).contains("  %-12s  %s".formatted(fault.word(), fault.description()));
        }
        assertThat(MckRun.of("panic", "--fault", "x").err()).contains(Fault.words());
    }
}
