package org.mckernel.eclair.command.stack;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.FrameText;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** The selected frame: choosing it, its registers, its arguments and variables. */
public final class FrameCommands {
    private static final Parameter<Long> NUMBER = Parameter.optional("N", Kinds.NUMBER);

    private FrameCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("frame", "f")
                        .takes(NUMBER)
                        .summary("selects a frame of the stack, or shows the selected one")
                        .example("frame 3")
                        .does(Effect.CHANGES_SESSION)
                        .runs(FrameCommands::frame),
                command("up")
                        .takes(NUMBER)
                        .summary("selects the caller's frame")
                        .does(Effect.CHANGES_SESSION)
                        .runs((session, arguments) -> move(session, arguments, 1)),
                command("down")
                        .takes(NUMBER)
                        .summary("selects the frame that was called")
                        .does(Effect.CHANGES_SESSION)
                        .runs((session, arguments) -> move(session, arguments, -1)),
                RegisterCommand.command(),
                command("info frame")
                        .summary("how the selected frame is known, and its addresses")
                        .runs(FrameCommands::infoFrame),
                command("info locals")
                        .summary("variables in the selected frame, innermost block first")
                        .runs(FrameCommands::infoLocals),
                command("info args").summary("arguments of the selected frame").runs(FrameCommands::infoArguments));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.STACKS).needs(Need.IMAGE).limitedWithout(Need.DEBUG_INFORMATION);
    }

    /** The selected thread and frame. */
    public static Result selected(Session session) throws CommandException {
        ThreadView thread = session.thread();
        StackView view = session.stacks().of(thread);
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        List<String> lines = new ArrayList<>();
        lines.add("[%s, %s, thread 0x%x]".formatted(ThreadText.name(thread), thread.statusWord(), thread.address()));
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
        Optional<Long> number = arguments.get(NUMBER);
        if (number.isPresent()) {
            select(session, number.get());
        }
        return selected(session);
    }

    private static Result move(Session session, Arguments arguments, int direction) throws CommandException {
        select(session, session.frame() + direction * arguments.get(NUMBER).orElse(1L));
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
        StackView view = stack(session);
        CodeFrame code = view.frames().get(session.frame());
        Frame frame = code.frame();
        List<String> lines = new ArrayList<>();
        lines.addAll(FrameText.lines(session, view, session.frame()));
        lines.add("  known by      " + frame.trust().label());
        frame.cfa().ifPresent(cfa -> lines.add("  frame address 0x%x".formatted(cfa)));
        lines.add("  program counter 0x%x, %s"
                .formatted(frame.pc(), frame.exact() ? "the instruction itself" : "after the call"));
        return new Result.Text(lines, FrameText.json(session, view, session.frame()), false);
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
        StackView view = stack(session);
        JsonObject data = FrameText.json(session, view, session.frame());
        List<String> lines = FrameVariables.locals(session, view, session.frame(), data, "");
        return new Result.Text(lines, data, false);
    }

    private static Result infoArguments(Session session, Arguments arguments) throws CommandException {
        StackView view = stack(session);
        return new Result.Text(
                FrameVariables.arguments(session, view, session.frame()),
                FrameText.json(session, view, session.frame()),
                false);
    }
}
