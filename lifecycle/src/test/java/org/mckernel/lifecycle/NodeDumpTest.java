package org.mckernel.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.node.VmcoreFormat;
import org.mckernel.testdumps.model.Doing;

/** What a simulated node's dumps hold, after conversion and analysis. */
class NodeDumpTest {
    @TempDir
    Path dir;

    @BeforeEach
    void machine() throws IOException {
        Files.writeString(dir.resolve("machine"), """
            node 0 cpus 0-3 memory 512M
            node 1 cpus 4-7 memory 512M
            """);
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    private MckRun mck(int exitCode, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!List.of("convert", "eclair").contains(command)) {
            all.addAll(List.of("--node", "sim", "--state-dir", file("state")));
        }
        Collections.addAll(all, arguments);
        MckRun run = MckRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s%n%s%s", all, run.out(), run.err()).isEqualTo(exitCode);
        return run;
    }

    private String eclair(String dump, String command) {
        return mck(0, "eclair", "-k", file("mckernel.img"), "-d", file(dump), "--batch", "-e", command)
                .out();
    }

    private void boot(String level) {
        mck(0, "boot", "--machine", file("machine"), "-c", "2-3,6-7", "-m", "128M@0,64M@1", "-d", level);
        mck(0, "run", "--threads", "2", "compute");
        mck(0, "run", "--threads", "3", "deadlock");
        mck(0, "run", "-n", "2", "sleep");
        mck(0, "run", "leak");
        mck(0, "run", "crash");
        mck(0, "image", "--force", file("mckernel.img"));
    }

    private static List<String> present(Path file) throws IOException {
        List<String> runs = new ArrayList<>();
        try (Dump dump = Dumps.open(file)) {
            for (long at = 0; at < dump.memory().end(); ) {
                Extent extent = dump.memory().extent(at, dump.memory().end());
                if (extent.presence() == Presence.PRESENT) {
                    runs.add("0x%x-0x%x".formatted(extent.start(), extent.end()));
                }
                at = extent.end();
            }
        }
        return runs;
    }

    @ParameterizedTest
    @EnumSource
    void everyFormOfAVmcoreGivesTheSameMckdump(VmcoreFormat form) throws IOException {
        boot("0");
        mck(0, "dump", "-d", "0", file("own"));
        mck(0, "panic", "--format", form.word(), file("vmcore"));
        mck(0, "convert", "--no-progress", "-k", file("mckernel.img"), file("vmcore"), file("converted"));
        assertThat(present(dir.resolve("converted")))
                .isEqualTo(present(dir.resolve("own")))
                .isNotEmpty();
        String stack = eclair("converted", "bt");
        assertThat(functions(stack))
                .isEqualTo(List.of(
                        "halt_cpu",
                        "panic",
                        "bad_kernel_access",
                        "on_page_fault",
                        "page_fault_entry",
                        "list_insert",
                        "enqueue",
                        "wake_up",
                        "sys_wake",
                        "system_call",
                        "system_call_entry"));
    }

    @Test
    void whatTheFilterLeavesOutIsWhatTheModelDoesNotUse() throws IOException {
        boot("0");
        mck(0, "panic", file("all"));
        mck(0, "convert", "--no-progress", "-d", "24", "-k", file("mckernel.img"), file("all"), file("filtered"));
        mck(0, "shutdown");
        boot("24");
        mck(0, "panic", file("marked")); // here the model itself has marked what is excluded
        mck(0, "convert", "--no-progress", "-k", file("mckernel.img"), file("marked"), file("truth"));
        assertThat(present(dir.resolve("filtered")))
                .isEqualTo(present(dir.resolve("truth")))
                .isNotEmpty();
    }

    @Test
    void everyThreadIsWhereTheModelPutIt() {
        boot("0");
        mck(0, "panic", file("vmcore"));
        String threads = eclair("vmcore", "info threads");
        assertThat(threads.lines()).hasSize(11);
        for (Doing doing : List.of(Doing.KERNEL, Doing.LOCK, Doing.SLEEP, Doing.OFFLOAD)) {
            String tid = switch (doing) {
                case KERNEL -> "1001";
                case LOCK -> "1003";
                case SLEEP -> "1006";
                default -> "1007";
            };
            String stack = eclair("vmcore", "bt " + tid);
            List<String> found = new ArrayList<>(functions(stack));
            Collections.reverse(found);
            List<String> modelled = doing.functions();
            assertThat(found.subList(0, modelled.size())).as(tid).isEqualTo(modelled);
        }
    }

    @Test
    void theDemonstrationEndsWithThePanicsStackAndLeavesNothing() {
        MckRun demo = MckRun.of("demo");
        assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.err()).isEmpty();
        assertThat(demo.out())
                .contains(
                        "FATAL    CPU 3 panicked: kernel page fault",
                        "list_insert (",
                        "deadlock: 2 threads wait for each other's locks",
                        "$ mck shutdown",
                        "released 4 CPUs");
    }

    /** The functions of a backtrace, the innermost first. */
    private static List<String> functions(String stack) {
        return stack.lines()
                .filter(l -> l.startsWith("#"))
                .map(l -> l.replaceFirst("#\\d+ +", "").replaceFirst(" .*", ""))
                .toList();
    }
}
