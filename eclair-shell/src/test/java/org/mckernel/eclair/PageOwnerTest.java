package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Who uses a page: asked of pages whose users the kernel itself names. */
class PageOwnerTest {
    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static CapturedRun eclair(String... commands) {
        List<String> line = new ArrayList<>(List.of("-k", PracticeCapture.IMAGE.toString(), "-d", vmcore.toString(),
                "--batch"));
        for (String command : commands) {
            line.addAll(List.of("-e", command));
        }
        return CapturedRun.of(line);
    }

    private static String first(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }

    private static String inDirectMap(String physical) {
        return "0x%x".formatted(Long.decode(physical) + 0xffff888000000000L);
    }

    @Test
    void aProgramsPageIsThePrograms() {
        String physical = first("0x400000 +(0x[0-9a-f]+)", eclair("thread 201", "vtop -c 201 0x400000").out());
        assertThat(eclair("owner " + inDirectMap(physical)).out()).contains("page of process 201 at 0x400000");
    }

    @Test
    void aTableIsThePageTableOfItsProcess() {
        String entry = first("(?m)^ *1 +(0x[0-9a-f]+)", eclair("pte -c 201 0x400000").out());
        assertThat(eclair("owner " + inDirectMap(entry)).out()).contains("page table of process 201, level 1");
    }

    @Test
    void aRecordOfFreeMemoryIsInFreeMemory() {
        String record = first("(0xffff8880[0-9a-f]+)", eclair("p memory_nodes[0].free_chunks.rb_node").out());
        assertThat(eclair("owner " + record).out()).contains("free memory of node 0, range 0x");
    }

    @Test
    void anotherPageIsNobodys() {
        CapturedRun run = eclair("owner clv");
        assertThat(run.out()).doesNotContain("free memory", "page of process", "page table");
    }
}
