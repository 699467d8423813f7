package org.mckernel.eclair.command;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** The selected frame: choosing it, its registers, its arguments and variables. */
final class FrameCommands {
    private FrameCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("frame", "f"),
                        "[N]",
                        "selects a frame of the stack, or shows the selected one",
                        "frame 3",
                        FrameCommands::frame),
                new Command(List.of("up"), "[N]", "selects the frame that called", "up", (s, a) -> move(s, a, 1)),
                new Command(
                        List.of("down"), "[N]", "selects the frame that was called", "down", (s, a) -> move(s, a, -1)),
                new Command(
                        List.of("info registers", "regs"),
                        "[NAME]...",
                        "registers in the selected frame, as hexadecimal and as what they are",
                        "info registers rip rsp",
                        RegisterCommand::run),
                new Command(
                        List.of("info frame"),
                        "",
                        "how the selected frame is known, and its addresses",
                        "info frame",
                        FrameCommands::infoFrame),
                new Command(
                        List.of("info locals"),
                        "",
                        "variables in the selected frame, innermost block first",
                        "info locals",
                        FrameCommands::infoLocals),
                new Command(
                        List.of("info args"),
                        "",
                        "arguments of the selected frame",
                        "info args",
                        FrameCommands::infoArguments));
    }

    /** The selected thread and frame. */
    static Result selected(Session session) throws CommandException {
        ThreadView thread = session.thread();
        StackView view = session.stacks().of(thread);
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        List<String> lines = new ArrayList<>();
        lines.add("[%s, %s, thread 0x%x]".formatted(StackCommands.name(thread), thread.statusWord(), thread.address()));
        if (view.frames().isEmpty()) {
            lines.addAll(
                    LineWrapper.line("    --- %s ---".formatted(view.stack().note()), 8));
        } else {
            int number = Math.min(session.frame(), view.frames().size() - 1);
            lines.addAll(FrameText.lines(session, view, number));
            data.add("frame", FrameText.json(session, view, number));
        }
        return new Result.Text(lines, data, view.frames().isEmpty());
    }

    private static Result frame(Session session, Arguments arguments) throws CommandException {
        Optional<String> number = arguments.optionalWord();
        if (number.isPresent()) {
            select(session, Arguments.number(number.get()));
        }
        return selected(session);
    }

    private static Result move(Session session, Arguments arguments, int direction) throws CommandException {
        Optional<String> word = arguments.optionalWord();
        long steps = word.isPresent() ? Arguments.number(word.get()) : 1;
        select(session, session.frame() + direction * steps);
        return selected(session);
    }

    private static void select(Session session, long number) throws CommandException {
        int count = session.stacks().of(session.thread()).frames().size();
        if (number < 0 || number >= count) {
            throw new CommandException(
                    count == 0
                            ? "the thread has no frames: "
                                    + session.stacks()
                                            .of(session.thread())
                                            .stack()
                                            .note()
                            : "frame %d: there are frames 0 to %d".formatted(number, count - 1));
        }
        session.selectFrame((int) number);
    }

    private static Result infoFrame(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        StackView view = stack(session);
        CodeFrame code = view.frames().get(session.frame());
        Frame frame = code.frame();
        List<String> lines = new ArrayList<>();
        lines.addAll(FrameText.lines(session, view, session.frame()));
        lines.add("  known by      " + frame.trust().label());
        frame.cfa().ifPresent(cfa -> lines.add("  frame address 0x%x".formatted(cfa)));
        lines.add("  program counter 0x%x, %s"
                .formatted(frame.pc(), frame.exact() ? "the instruction itself" : "behind the call"));
        return new Result.Text(lines, FrameText.json(session, view, session.frame()), false);
    }

    /** The variables of a frame as lines; also put into its JSON object, if debug information knows of them. */
    static List<String> locals(Session session, StackView view, int index, JsonObject data, String indent)
            throws CommandException {
        Optional<List<Variable>> locals = asked(() -> session.locals().locals(view, index));
        if (locals.isPresent()) {
            data.add("locals", VariableText.json(session, locals.get()));
        }
        return named(session, locals, "locals", indent);
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

    private static StackView stack(Session session) throws CommandException {
        StackView view = session.stacks().of(session.thread());
        if (view.frames().isEmpty()) {
            throw new CommandException(
                    "the thread has no frames: " + view.stack().note());
        }
        return view;
    }

    private static Result infoLocals(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        StackView view = stack(session);
        JsonObject data = FrameText.json(session, view, session.frame());
        List<String> lines = locals(session, view, session.frame(), data, "");
        return new Result.Text(lines, data, false);
    }

    private static Result infoArguments(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        StackView view = stack(session);
        Optional<List<Variable>> known = asked(() -> session.locals().arguments(view, session.frame()));
        return new Result.Text(
                named(session, known, "arguments", ""), FrameText.json(session, view, session.frame()), false);
    }
}
