package org.mckernel.eclair.command.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.eclair.ImageSection;
import org.mckernel.eclair.SmallCapture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * An image without debug information, as sites have it: symbols, and the table debug_constants. The image is the
 * practice kernel's with its debug sections emptied, which leaves what {@code strip --strip-debug} leaves.
 */
class NoDebugInfoTest {
    private static final int SECTION_NULL = 0;

    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = SmallCapture.of(PracticeCapture.unpack(dir)).write(dir.resolve("small"));
    }

    /** Sections of debug information become unused entries of the section table; their bytes go, too. */
    private static byte[] stripped() throws IOException {
        ByteBuffer image =
                ByteBuffer.wrap(Files.readAllBytes(PracticeCapture.IMAGE)).order(ByteOrder.LITTLE_ENDIAN);
        long table = image.getLong(40);
        for (String name : List.of(
                ".debug_line",
                ".debug_line_str",
                ".debug_info",
                ".debug_abbrev",
                ".debug_aranges",
                ".debug_str",
                ".debug_rnglists",
                ".debug_loclists")) {
            long[] place = ImageSection.of(PracticeCapture.IMAGE, name);
            image.put((int) place[0], new byte[(int) place[1]]);
            for (int i = 0; i < image.getShort(60); i++) {
                int entry = (int) table + 64 * i;
                if (image.getLong(entry + 24) == place[0]
                        && image.getLong(entry + 32) == place[1]
                        && image.getInt(entry + 4) == 1) {
                    image.putInt(entry, 0).putInt(entry + 4, SECTION_NULL).putLong(entry + 32, 0);
                }
            }
        }
        return image.array();
    }

    private static CapturedRun run(Path image, String... commands) {
        List<String> arguments = new ArrayList<>(List.of("-k", image.toString(), "-d", vmcore.toString(), "--batch"));
        List.of(commands).forEach(c -> arguments.addAll(List.of("-e", c)));
        return CapturedRun.of(arguments);
    }

    @Test
    void threadsStacksAndLogAreShown() throws IOException {
        Path image = Files.write(dir.resolve("stripped.img"), stripped());
        CapturedRun run = run(image, "info threads", "bt", "bt 402", "runq", "log");

        assertThat(run.out())
                .contains(
                        "402  401    2  waiting         lock_slow",
                        "halt_cpu ← panic",
                        "#4  enqueue ()",
                        "kernel code interrupted at 0xfffffffffe8",
                        "#3  system_call ()",
                        "panic: kernel page fault");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void doctorTellsWhatThatDisables() throws IOException {
        Path image = Files.write(dir.resolve("stripped.img"), stripped());
        assertThat(run(image, "doctor").out())
                .contains(
                        "the image has no debug information;",
                        "structures by debug_constants",
                        "debug info   struct, list_head, rbtree, kmem, info",
                        "thread_hash: is not described");
        for (String command : List.of("struct thread", "kmem", "list schedule", "info line schedule")) {
            CapturedRun run = run(image, command);
            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err()).as(command).hasLineCount(1);
        }
        assertThat(run(image, "vm 401").out().replaceAll("\\s+", " ")).contains("not described by debug_constants");
        assertThat(run(image, "locks").out()).contains("without debug information");
    }

    /** A table of ten entries: no idle threads, as before July 2016. */
    @Test
    void theTableWithoutIdleThreadsWillDo() throws IOException {
        ByteBuffer image = ByteBuffer.wrap(stripped()).order(ByteOrder.LITTLE_ENDIAN);
        int at = table();
        for (int i = 4; i < 11; i++) {
            image.putLong(at + 8 * i, image.getLong(at + 8 * (i + 1)));
        }
        CapturedRun run = run(Files.write(dir.resolve("old.img"), image.array()), "runq", "bt 402");
        assertThat(run.out() + run.err()).contains("402", "lock_slow");
    }

    /** Numbers and state of a thread next to each other, in the structure that it points to: before October 2015. */
    @Test
    void theOldestTableReadsNumbersThroughThePointer() throws IOException {
        ByteBuffer image = ByteBuffer.wrap(stripped()).order(ByteOrder.LITTLE_ENDIAN);
        int at = table();
        for (int i = 4; i < 11; i++) {
            image.putLong(at + 8 * i, image.getLong(at + 8 * (i + 1)));
        }
        // thread.status, process.pid, thread.tid: where struct process has its pid, so that all three can be read.
        long pid = image.getLong(at + 8 * 8);
        image.putLong(at + 8 * 7, pid - 4).putLong(at + 8 * 9, pid);
        CapturedRun run = run(Files.write(dir.resolve("oldest.img"), image.array()), "runq");
        assertThat(run.out() + run.err()).contains("2    1  401");
    }

    /** With each of the tables: who there is, where the CPU that failed is, and which table it was not. */
    @Test
    void everyTableServesTheCommandsOfTheFirstLook() throws IOException {
        byte[] newest = stripped();
        ByteBuffer younger = ByteBuffer.wrap(newest.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 4; i < 11; i++) {
            younger.putLong(table() + 8 * i, younger.getLong(table() + 8 * (i + 1)));
        }
        ByteBuffer oldest = ByteBuffer.wrap(younger.array().clone()).order(ByteOrder.LITTLE_ENDIAN);
        long pid = oldest.getLong(table() + 8 * 8);
        oldest.putLong(table() + 8 * 7, pid - 4).putLong(table() + 8 * 9, pid);
        List<byte[]> images = List.of(newest, younger.array(), oldest.array());
        for (int i = 0; i < images.size(); i++) {
            Path image = Files.write(dir.resolve("table" + i), images.get(i));
            assertThat(run(image, "bt cpu 3").out()).as("bt, table %d", i).contains("halt_cpu ()", "enqueue ()");
            assertThat(run(image, "info threads").out())
                    .as("info threads, table %d", i)
                    .contains("lock_slow", "halt_cpu ← panic");
            assertThat(run(image, "ps").out())
                    .as("ps, table %d", i)
                    .contains("0xffff8880040af4c0", "0xffff888004090000");
            assertThat(run(image, "doctor").out())
                    .as("doctor, table %d", i)
                    .contains("structures by debug_constants", "struct, list_head, rbtree, kmem");
            assertThat(run(image, "ps", "info threads", "doctor").err())
                    .as("errors, table %d", i)
                    .isEmpty();
        }
    }

    @Test
    void aTableOfAnotherLengthIsNotGuessedAt() throws IOException {
        ByteBuffer image = ByteBuffer.wrap(stripped()).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(table() + 8 * 5, -1);
        CapturedRun run = run(Files.write(dir.resolve("odd.img"), image.array()), "info threads");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("neither debug information (DWARF) nor a debug_constants table");
    }

    /** The table is at the address of the same name; the section .data begins 0x80 before it. */
    private static int table() throws IOException {
        return (int) ImageSection.of(PracticeCapture.IMAGE, ".data")[0] + 0x80;
    }
}
