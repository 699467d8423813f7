package org.mckernel.lifecycle.sim;

import java.util.Optional;
import org.mckernel.lifecycle.node.Fault;
import org.mckernel.lifecycle.node.Workload;

/** Something that was done to a running instance and changed its memory; repeating all of it makes the memory again. */
sealed interface SimCommand {
    /** A program was started. */
    record Run(Workload workload, int processes, int threads) implements SimCommand {
        @Override
        public String text() {
            return "run %s %d %d".formatted(workload.word(), processes, threads);
        }
    }

    /** All processors stopped for a dump at {@code level}, which marks the pages that are not in it. */
    record Dump(int level) implements SimCommand {
        @Override
        public String text() {
            return "dump " + level;
        }
    }

    /** Linux panicked, in the way {@code fault} names. */
    record Panic(Fault fault) implements SimCommand {
        @Override
        public String text() {
            return "panic " + fault.word();
        }
    }

    /** As the instance's file has it. */
    String text();

    /** Reads what {@link #text()} wrote. */
    static Optional<SimCommand> parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != (words[0].equals("run") ? 4 : 2)) {
            return Optional.empty();
        }
        try {
            return switch (words[0]) {
                case "run" ->
                    Workload.of(words[1]).map(w -> new Run(w, Integer.parseInt(words[2]), Integer.parseInt(words[3])));
                case "dump" -> Optional.of(new Dump(Integer.parseInt(words[1])));
                case "panic" -> Fault.of(words[1]).map(Panic::new);
                default -> Optional.empty();
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
