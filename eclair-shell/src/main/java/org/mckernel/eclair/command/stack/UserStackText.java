package org.mckernel.eclair.command.stack;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.StopReason;
import org.mckernel.dump.unwind.user.ProgramFile;
import org.mckernel.dump.unwind.user.UserStack;
import org.mckernel.dump.unwind.user.UserStacks;
import org.mckernel.eclair.command.text.FrameText;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Stacks of programs: {@code bt -u}, {@code foreach bt -user}. */
final class UserStackText {
    private static final String EXCLUDED = "; dump level 24 excludes user pages, level 0 keeps them";
    private static final int INDENT = 8;

    private UserStackText() {}

    /** The stack of one thread's program. */
    static Result one(Session session, ThreadView thread, List<Path> programs) throws CommandException {
        return with(session, programs, stacks -> shown(thread, stacks.of(thread)));
    }

    /** The stacks of all threads' programs. */
    static Result every(Session session, List<Path> programs) throws CommandException {
        return with(session, programs, stacks -> {
            List<Result> all = new ArrayList<>();
            for (ThreadView thread : session.kernel().threads().all()) {
                if (!thread.isIdle()) {
                    all.add(shown(thread, stacks.of(thread)));
                }
            }
            return new Result.Several("threads", all);
        });
    }

    /** What is done with stacks while the files are open. */
    @FunctionalInterface
    private interface Question {
        Result ask(UserStacks stacks) throws CommandException;
    }

    private static Result with(Session session, List<Path> programs, Question question) throws CommandException {
        List<ProgramFile> files = new ArrayList<>();
        try {
            for (Path program : programs) {
                files.add(ProgramFile.open(
                        program, session.kernel().data().architecture().elfMachine()));
            }
            return question.ask(new UserStacks(session.kernel(), session.stacks(), files));
        } catch (IOException e) {
            throw new CommandException(ErrorLine.of(e));
        } finally {
            files.forEach(UserStackText::close);
        }
    }

    private static void close(ProgramFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result shown(ThreadView thread, UserStack stack) {
        List<String> lines = new ArrayList<>();
        String head = ThreadText.name(thread) + ", " + thread.statusWord();
        boolean none = stack.frames().isEmpty();
        lines.addAll(LineWrapper.line(
                none ? head : "%s; %s".formatted(head, stack.context().note()), INDENT));
        JsonArray frames = new JsonArray();
        List<CodeFrame> all = stack.frames();
        for (CodeFrame frame : all) {
            String place = stack.space().map(s -> s.place(frame.frame().pc())).orElse("");
            lines.addAll(line(frame, place));
            frames.add(json(frame, place));
        }
        String note = stack.stack().note() + (stack.stack().stop() == StopReason.ABSENT ? EXCLUDED : "");
        if (none || !stack.stack().whole()) {
            lines.addAll(LineWrapper.line("    --- %s ---".formatted(note), INDENT));
        }
        stack.notes().forEach(n -> lines.addAll(LineWrapper.line(n, INDENT)));
        JsonObject data = ThreadText.json(thread);
        data.addProperty("context", stack.context().source().name().toLowerCase(Locale.ROOT));
        data.add("frames", frames);
        data.addProperty("stop", stack.stack().stop().name().toLowerCase(Locale.ROOT));
        data.addProperty("stopNote", note);
        if (!stack.notes().isEmpty()) {
            data.add("notes", JsonRenderer.words(stack.notes()));
        }
        return new Result.Text(
                lines, data, !stack.stack().whole() || !stack.notes().isEmpty());
    }

    private static List<String> line(CodeFrame code, String place) {
        String name = code.function().isEmpty()
                ? "0x%x in ?? ()".formatted(code.frame().pc())
                : code.function() + " ()";
        String trust = code.inlined() ? "inlined" : code.frame().trust().label();
        return FrameText.line(
                "#%-3d%s".formatted(code.number(), name), code.source().orElse(place) + "  " + trust);
    }

    private static JsonObject json(CodeFrame code, String place) {
        JsonObject object = new JsonObject();
        object.addProperty("number", code.number());
        object.addProperty("pc", JsonRenderer.address(code.frame().pc()));
        if (!code.function().isEmpty()) {
            object.addProperty("function", code.function());
            object.addProperty("offset", code.offset());
        }
        code.source().ifPresent(source -> object.addProperty("source", source));
        object.addProperty("mapping", place);
        object.addProperty("inlined", code.inlined());
        object.addProperty("trust", code.frame().trust().name().toLowerCase(Locale.ROOT));
        code.frame().cfa().ifPresent(cfa -> object.addProperty("cfa", JsonRenderer.address(cfa)));
        return object;
    }
}
