package org.mckernel.eclair.command.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.CapturePatch;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * Findings on the practice kernel, which has a panic, a deadlock and threads that wait for Linux; and on copies where
 * one of these was taken away or another fault was made.
 */
class TriageTest {
    private static final long THREAD_402 = 0xffff_8880_040a_f4c0L;
    private static final int SCHED_LIST = 4328;

    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static Path copy(String name) throws IOException {
        return Files.copy(vmcore, dir.resolve(name));
    }

    private static CapturedRun run(Path dump, String command) {
        return CapturedRun.of(List.of(
                "-k", PracticeCapture.IMAGE.toString(), "-d", dump.toString(), "--json", "--batch", "-e", command));
    }

    private static List<String> titles(Path dump) {
        List<String> titles = new ArrayList<>();
        for (JsonElement one : JsonParser.parseString(run(dump, "triage").out())
                .getAsJsonObject()
                .getAsJsonArray("findings")) {
            JsonObject finding = one.getAsJsonObject();
            titles.add(finding.get("severity").getAsString() + " "
                    + finding.get("title").getAsString());
        }
        return titles;
    }

    @Test
    void everyPlantedFaultIsFoundTheWorstFirst() {
        assertThat(titles(vmcore))
                .containsExactly(
                        "fatal CPU 3 panicked: kernel page fault",
                        "problem deadlock: 2 threads wait for each other's locks",
                        "hint 1 thread waits for struct lock lock_a",
                        "hint 2 threads wait for Linux to complete a system call");
    }

    @Test
    void everyFindingHasCommandsThatWork() {
        for (JsonElement one : JsonParser.parseString(run(vmcore, "triage").out())
                .getAsJsonObject()
                .getAsJsonArray("findings")) {
            for (JsonElement command : one.getAsJsonObject().getAsJsonArray("commands")) {
                CapturedRun run = run(vmcore, command.getAsString());
                assertThat(run.err()).as(command.getAsString()).isEmpty();
                assertThat(run.out()).isNotEmpty();
            }
        }
    }

    @Test
    void thePanicIsTracedToTheNullPointer() {
        String answer = run(vmcore, "triage").out();
        assertThat(answer)
                .contains("TID 501 was in list_insert (sched.c:14)")
                .contains("enqueue (sched.c:87) was called with queue=0x0");
    }

    @Test
    void aLockThatIsFreeMakesNoDeadlock() throws IOException {
        Path free = copy("free");
        CapturePatch.write(free, CapturePatch.ofSymbol("lock_b"), 0);
        assertThat(titles(free))
                .noneMatch(t -> t.contains("deadlock"))
                .contains("hint 1 thread waits for struct lock lock_b", "hint 1 thread waits for struct lock lock_c");
        assertThat(run(free, "locks").out())
                .doesNotContain("ring")
                .contains("\"lock_b\",\"type\":\"struct lock\",\"waiters\"");
    }

    @Test
    void aThreadThatWaitsForItselfIsADeadlock() throws IOException {
        Path self = copy("self");
        CapturePatch.write(self, CapturePatch.ofSymbol("lock_a"), THREAD_402);
        assertThat(titles(self)).contains("problem deadlock: a thread waits for a lock that it holds itself");
    }

    @Test
    void anOwnerThatIsNoThreadIsNotFollowed() throws IOException {
        Path wild = copy("wild");
        CapturePatch.write(wild, CapturePatch.ofSymbol("lock_b"), 0x1234_5678_9abcL);
        assertThat(titles(wild)).noneMatch(t -> t.contains("deadlock"));
    }

    @Test
    void aBrokenRunQueueIsNamed() throws IOException {
        Path cyclic = copy("cyclic");
        CapturePatch.write(cyclic, THREAD_402 + SCHED_LIST, THREAD_402 + SCHED_LIST);
        assertThat(titles(cyclic)).anyMatch(t -> t.matches("problem run queue of CPU 2: [1-4] nodes?, then a cycle.*"));
    }
}
