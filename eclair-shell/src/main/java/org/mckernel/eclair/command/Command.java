package org.mckernel.eclair.command;

import java.util.List;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * One command.
 *
 * @param names the name, then its other spellings; a name may be two words
 * @param usage what follows the name
 * @param summary one line: what it answers
 * @param example a line that shows its use
 * @param body does it
 */
public record Command(List<String> names, String usage, String summary, String example, Body body) {
    /** What a command does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Answers.
         *
         * @throws CommandException when it cannot
         */
        Result run(Session session, Arguments arguments) throws CommandException;
    }

    public Command {
        names = List.copyOf(names);
    }

    /** The name. */
    public String name() {
        return names.getFirst();
    }
}
