package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mckernel.lifecycle.journal.Checksum;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateException;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Step;

/** The simulated node's three files. A step replaces one of them. */
final class SimState {
    static final String MACHINE = "machine";
    static final String POOL = "pool";
    static final String INSTANCE = "os0";

    private static final List<String> FILES = List.of(MACHINE, POOL, INSTANCE);
    private static final String ABSENT = "-";
    private static final String PRESENT = "+";

    private final StateDirectory directory;

    SimState(StateDirectory directory) {
        this.directory = directory;
    }

    /** How a file's text changes; empty means no file. */
    @FunctionalInterface
    interface Change {
        Optional<String> of(Optional<String> text) throws IOException, NodeException;
    }

    Optional<Machine> machine() throws IOException {
        Optional<String> text = directory.read(MACHINE);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(MachineDescription.parse(file(MACHINE).toString(), text.get()));
    }

    Pool pool() throws IOException {
        Optional<String> text = directory.read(POOL);
        return text.isEmpty() ? Pool.EMPTY : Pool.parse(new StateParser(file(POOL), text.get()));
    }

    /** Whether CPUs or memory are recorded as taken from Linux. */
    boolean reserved() throws IOException {
        return directory.read(POOL).isPresent();
    }

    Optional<Instance> instance() throws IOException {
        Optional<String> text = directory.read(INSTANCE);
        return text.isEmpty() ? Optional.empty() : Optional.of(instance(text.get()));
    }

    private Instance instance(String text) throws StateException {
        return Instance.parse(new StateParser(file(INSTANCE), text));
    }

    private Path file(String name) {
        return directory.path().resolve(name);
    }

    /** A step's action that changes one file. */
    Step.Action change(String name, Change change) {
        return new Step.Action() {
            @Override
            public String before() throws IOException {
                return name + "\n" + directory.read(name).map(t -> PRESENT + t).orElse(ABSENT);
            }

            @Override
            public void apply() throws IOException, NodeException {
                directory.write(name, change.of(directory.read(name)));
            }
        };
    }

    /** A step's action that changes the pool. */
    Step.Action changePool(UnaryOperator<Pool> change) {
        return change(
                POOL,
                text -> Optional.of(
                        change.apply(text.isEmpty() ? Pool.EMPTY : Pool.parse(new StateParser(file(POOL), text.get())))
                                .text()));
    }

    /** A step's action that changes the instance, which must be there. */
    Step.Action changeInstance(UnaryOperator<Instance> change) {
        return change(
                INSTANCE,
                text -> Optional.of(change.apply(instance(
                                text.orElseThrow(() -> new StateException(file(INSTANCE), "no longer exists"))))
                        .text()));
    }

    /** A step's action that removes a file. */
    Step.Action remove(String name) {
        return change(name, _ -> Optional.empty());
    }

    /** A digest of each file; two states with the same text are the same. */
    String describe() throws IOException {
        List<String> words = new ArrayList<>();
        for (String name : FILES) {
            words.add(name + "=" + directory.read(name).map(Checksum::of).orElse(ABSENT));
        }
        return String.join(" ", words);
    }

    /** The files that differ from {@code before}, a text of {@link #describe}, except {@code known}. */
    List<String> unexplained(String before, Set<String> known) throws IOException {
        List<String> files = List.of(before.split(" ", -1));
        List<String> changed = new ArrayList<>();
        for (String word : describe().split(" ", -1)) {
            String name = word.substring(0, word.indexOf('='));
            if (!known.contains(name) && !files.contains(word)) {
                changed.add(name);
            }
        }
        return changed;
    }

    /** The file that {@code before} is of; empty if it is none of the state's. */
    static Optional<String> fileOf(String before) {
        String name = before.substring(0, Math.max(0, before.indexOf('\n')));
        String text = before.substring(Math.max(0, before.indexOf('\n') + 1));
        return FILES.contains(name) && (text.equals(ABSENT) || text.startsWith(PRESENT))
                ? Optional.of(name)
                : Optional.empty();
    }

    /** Removes temporary files that killed commands may have left. */
    void removePartialFiles() throws IOException {
        for (String name : FILES) {
            if (directory.read(name).isEmpty()) {
                directory.write(name, Optional.empty());
            }
        }
    }

    /** Undoes a change: the file gets its earlier content. */
    void undo(String before) throws IOException {
        int end = before.indexOf('\n');
        String text = before.substring(end + 1);
        directory.write(
                before.substring(0, end),
                text.equals(ABSENT) ? Optional.empty() : Optional.of(text.substring(PRESENT.length())));
    }
}
