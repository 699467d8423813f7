package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.symbol.KernelImage;

/** The table of the practice kernel, and tables of other lengths in its place. */
class DebugConstantsTest {
    private static final String[] NAMES = {
        "cpu_local_var.current",
        "cpu_local_var.runq",
        "cpu_local_var.status",
        "cpu_local_var.idle",
        "thread.ctx",
        "thread.sched_list",
        "thread.proc",
        "thread.status",
        "process.pid",
        "thread.tid"
    };

    @TempDir
    Path dir;

    private Optional<DebugConstants> table(long... words) throws Exception {
        try (KernelImage image = ChangedImage.of(PracticeMachine.X86_64)
                .words("debug_constants", words)
                .open(dir)) {
            return DebugConstants.of(image);
        }
    }

    private static long[] numbers(int count) {
        return LongStream.concat(LongStream.rangeClosed(1, count).map(i -> 100 * i), LongStream.of(-1))
                .toArray();
    }

    /** gdb's size and the debug information's offsets say the same. */
    @ParameterizedTest
    @EnumSource
    void theTableSaysWhatDebugInformationSays(PracticeMachine machine) throws Exception {
        DebugConstants table = DebugConstants.of(machine.image()).orElseThrow();

        for (String name : NAMES) {
            String[] parts = name.split("\\.", -1);
            assertThat(table.offset(parts[0], parts[1])).as(name).hasValue(machine.offset(parts[0], parts[1]));
        }
        assertThat(table.size("cpu_local_var")).hasValue(machine.size("cpu_local_var"));
        assertThat(table.threadInForkTree()).isFalse();
        assertThat(table.source()).isEqualTo("debug_constants");
    }

    @Test
    void whatIsNotInTheTableIsNotKnown() throws Exception {
        DebugConstants table = table(numbers(11)).orElseThrow();

        assertThat(table.offset("thread", "vm")).isEmpty();
        assertThat(table.size("thread")).isEmpty();
        assertThat(table.memberSize("thread", "ctx")).isEmpty();
    }

    @Test
    void elevenEntriesHaveTheIdleThread() throws Exception {
        DebugConstants table = table(numbers(11)).orElseThrow();

        assertThat(table.size("cpu_local_var")).hasValue(100);
        assertThat(table.offset("cpu_local_var", "current")).hasValue(200);
        assertThat(table.offset("cpu_local_var", "idle")).hasValue(500);
        assertThat(table.offset("thread", "tid")).hasValue(1100);
    }

    @Test
    void tenEntriesHaveNoIdleThread() throws Exception {
        DebugConstants table = table(numbers(10)).orElseThrow();

        assertThat(table.offset("cpu_local_var", "status")).hasValue(400);
        assertThat(table.offset("cpu_local_var", "idle")).isEmpty();
        assertThat(table.offset("thread", "ctx")).hasValue(500);
        assertThat(table.offset("process", "pid")).hasValue(900);
        assertThat(table.offset("thread", "tid")).hasValue(1000);
        assertThat(table.threadInForkTree()).isFalse();
    }

    /** The numbers of thread and process side by side are members of one structure. */
    @ParameterizedTest
    @CsvSource({"104, 100, true", "108, 100, true", "109, 100, false", "100, 108, true", "100, 109, false"})
    void ofTenEntriesTheOlderTableHasItsNumbersSideBySide(long tid, long pid, boolean forkTree) throws Exception {
        long[] words = numbers(10);
        words[8] = pid;
        words[9] = tid;

        assertThat(table(words).orElseThrow().threadInForkTree()).isEqualTo(forkTree);
    }

    @Test
    void elevenEntriesAreNeverTheOlderTable() throws Exception {
        long[] words = numbers(11);
        words[10] = words[9];

        assertThat(table(words).orElseThrow().threadInForkTree()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 12, 15})
    void aTableOfAnotherLengthIsNotKnown(int count) throws Exception {
        assertThat(table(numbers(count))).isEmpty();
    }

    @Test
    void aTableWithoutAnEndIsNotKnown() throws Exception {
        long[] words = new long[32];
        Arrays.fill(words, 8);

        assertThat(table(words)).isEmpty();
    }

    @Test
    void anImageWithoutTheSymbolHasNone() throws Exception {
        try (KernelImage image = ChangedImage.of(PracticeMachine.X86_64)
                .rename("debug_constants", "xebug_constants")
                .open(dir)) {
            assertThat(DebugConstants.of(image)).isEmpty();
        }
    }
}
