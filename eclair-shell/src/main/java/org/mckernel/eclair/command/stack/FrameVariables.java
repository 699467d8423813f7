package org.mckernel.eclair.command.stack;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.text.VariableText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Variables and arguments of frames. */
final class FrameVariables {
    private FrameVariables() {}

    /** The variables of a frame as lines; also put into its JSON object, if debug information describes them. */
    static List<String> locals(Session session, StackView view, int index, JsonObject data, String indent)
            throws CommandException {
        Optional<List<Variable>> locals = asked(() -> session.locals().locals(view, index));
        if (locals.isPresent()) {
            data.add("locals", VariableText.json(session, locals.get()));
        }
        return named(session, locals, "locals", indent);
    }

    /** The arguments of a frame as lines. */
    static List<String> arguments(Session session, StackView view, int index) throws CommandException {
        return named(session, asked(() -> session.locals().arguments(view, index)), "arguments", "");
    }

    /** A question to debug information. */
    @FunctionalInterface
    private interface Question {
        Optional<List<Variable>> ask() throws CommandException, MalformedFileException;
    }

    private static Optional<List<Variable>> asked(Question question) throws CommandException {
        try {
            return question.ask();
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static List<String> named(Session session, Optional<List<Variable>> variables, String what, String indent) {
        if (variables.isEmpty()) {
            return List.of(indent + "No symbol table info available.");
        }
        return variables.get().isEmpty()
                ? List.of("%sNo %s.".formatted(indent, what))
                : VariableText.lines(session, variables.get(), indent);
    }
}
