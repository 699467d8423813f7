package org.mckernel.lifecycle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.FullFileSystem;
import org.mckernel.lifecycle.SmallDisk;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;

/** What a plan that fails leaves, and what its message says about that. */
class PlanRunnerTest {
    private static final int DISK = 256 << 10;

    @TempDir
    Path dir;

    private final List<String> events = new ArrayList<>();
    private Path disk;
    private StateDirectory directory;
    private int interruptedUndos;

    @BeforeEach
    void makeState() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        SmallDisk.mount(disk, DISK);
        directory = new StateDirectory(disk.resolve("state"), "advice");
        directory.create();
    }

    @AfterEach
    void unmount() throws InterruptedException {
        SmallDisk.unmount(disk);
    }

    private void run(Plan plan, String failAt) throws Exception {
        Journal journal = new Journal(directory);
        PlanRunner.Undo undo = new PlanRunner.Undo() {
            @Override
            public boolean finish() {
                return false;
            }

            @Override
            public void undo(String before) throws IOException {
                events.add("undo " + before);
                if (interruptedUndos > 0) {
                    interruptedUndos--;
                    Thread.currentThread().interrupt();
                    throw new ClosedByInterruptException();
                }
            }
        };
        new PlanRunner(journal, () -> "", undo, (step, after) -> {
                    if ((step + (after ? " done" : "")).equals(failAt)) {
                        FullFileSystem.fill(disk, directory.path());
                    }
                })
                .run(plan);
    }

    private Step step(String name) {
        return new Step(name, "none", "do it", "none", new Step.Action() {
            @Override
            public String before() {
                return name;
            }

            @Override
            public void apply() {
                events.add("do " + name);
            }
        });
    }

    private Plan plan(boolean forwardOnly) {
        return new Plan(
                forwardOnly ? "shutdown" : "boot",
                List.of(step("first"), step("second"), step("third")),
                List.of(),
                forwardOnly);
    }

    @Test
    void aForwardPlanNamesWhatWasDoneWhenTheJournalIsFull() {
        assertThatThrownBy(() -> run(plan(true), "second done"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal")
                .hasMessageContaining("No space left on device")
                .hasMessageEndingWith("; done: first, second; not done: third; mck recover finishes the shutdown")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("rolled back", "as it was"));
        assertThat(events).startsWith("do first", "do second").doesNotContain("do third");
    }

    @Test
    void aForwardPlanKeepsItsJournalForRecovery() {
        assertThatThrownBy(() -> run(plan(true), "first")).hasMessageContaining("done: first; not done: second, third");
        assertThat(disk.resolve("state").resolve(Journal.NAME)).exists();
    }

    @Test
    void aReversiblePlanIsRolledBackWhenTheJournalIsFull() {
        assertThatThrownBy(() -> run(plan(false), "second done"))
                .hasMessageContaining("No space left on device")
                .hasMessageEndingWith("; all changes were rolled back");
        assertThat(events).containsExactly("do first", "do second", "undo second", "undo first");
        assertThat(disk.resolve("state").resolve(Journal.NAME)).doesNotExist();
    }

    @Test
    void aSignalWhileUndoingDoesNotEndIt() {
        interruptedUndos = 1;
        assertThatThrownBy(() -> run(plan(false), "second done"))
                .hasMessageEndingWith("; all changes were rolled back");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(events).endsWith("undo second", "undo first");
        assertThat(disk.resolve("state").resolve(Journal.NAME)).doesNotExist();
    }

    @Test
    void anUndoThatFailsAgainNamesRecovery() {
        interruptedUndos = 4;
        assertThatThrownBy(() -> run(plan(false), "second done"))
                .hasMessageEndingWith("; and undoing it failed: interrupted; mck recover retries");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(disk.resolve("state").resolve(Journal.NAME)).exists();
    }

    @Test
    void aPlanThatCannotBeginChangesNothing() throws Exception {
        Files.createDirectories(disk.resolve("state").resolve(Journal.NAME + ".new/in-the-way"));
        assertThatThrownBy(() -> new PlanRunner(new Journal(directory), () -> "", null, (_, _) -> {}).run(plan(true)))
                .hasMessageEndingWith("; nothing was changed");
        assertThat(events).isEmpty();
    }

    @Test
    void aCompletePlanLeavesNoJournal() throws Exception {
        run(plan(true), "none");
        assertThat(events).containsExactly("do first", "do second", "do third");
        assertThat(disk.resolve("state")).isEmptyDirectory();
    }
}
