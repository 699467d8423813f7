package org.mckernel.eclair.command.argument;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.eclair.command.ArgumentText;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * A thread as users write it: its TID, else its Id in {@code info threads}, its address, or {@code cpu N}.
 *
 * @param text as it was written
 * @param number the number in it
 * @param ofCpu true if that is a CPU, of which the running thread is meant
 */
public record ThreadArgument(String text, long number, boolean ofCpu) {
    /** What help calls it. */
    public static final String LABEL = "TID|ADDRESS|cpu N";

    static boolean accepts(String word) {
        return isCpu(word) || (!word.isEmpty() && Character.isDigit(word.charAt(0)));
    }

    private static boolean isCpu(String word) {
        return word.equals("cpu") || word.equals("-c");
    }

    /**
     * Reads a thread.
     *
     * @throws BadArgumentException when it is none
     */
    public static ThreadArgument read(ArgumentText text) throws BadArgumentException {
        String word = text.word();
        if (!isCpu(word)) {
            return new ThreadArgument(word, Kinds.number(word), false);
        }
        if (text.atEnd()) {
            throw new BadArgumentException(word + " needs the number of a CPU");
        }
        String cpu = text.word();
        return new ThreadArgument("cpu " + cpu, Kinds.number(cpu), true);
    }

    /**
     * The thread in a session.
     *
     * @throws CommandException when there is none
     */
    public ThreadView in(Session session) throws CommandException {
        McKernel kernel = session.kernel();
        if (ofCpu) {
            int count = kernel.cpus().size();
            return kernel.threads()
                    .currentOf((int) number)
                    .orElseThrow(() -> new CommandException("CPU %d: %s"
                            .formatted(
                                    number,
                                    number >= 0 && number < count
                                            ? "what it runs is unknown"
                                            : "there are CPUs 0 to " + (count - 1))));
        }
        return kernel.threads()
                .byAddress(number)
                .or(() -> number == (int) number ? kernel.threads().byTid((int) number) : Optional.empty())
                .or(() -> listed(session, kernel))
                .orElseThrow(() -> new CommandException(
                        "%s: no thread has that number or address; info threads lists them".formatted(text)));
    }

    /** The thread with that number in the first column of {@code info threads}. */
    private Optional<ThreadView> listed(Session session, McKernel kernel) {
        List<ThreadView> shown = kernel.threads().all().stream()
                .filter(t -> session.idleThreads() || !t.isIdle())
                .toList();
        return number >= 1 && number <= shown.size() ? Optional.of(shown.get((int) number - 1)) : Optional.empty();
    }
}
