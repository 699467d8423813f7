package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Stacks of programs: {@code bt -u}, {@code foreach bt -user}. */
final class UserStackCommands {
    private static final Set<String> ONE = Set.of("-u", "-user", "--user");
    private static final Set<String> EVERY = Set.of("-user", "--user");
    private static final String PROGRAM = "--program";
    private static final String LEFT_OUT = "; dump level 24 leaves out programs' pages, level 0 has them";
    private static final int INDENT = 8;

    private UserStackCommands() {}

    /** True if the words of {@code bt} ask for a program's stack. */
    static boolean asked(Arguments arguments) {
        return arguments.words().stream().anyMatch(ONE::contains);
    }

    /** The same of {@code foreach bt}, where -u has another meaning. */
    static boolean everyAsked(Arguments arguments) {
        return arguments.words().stream().anyMatch(EVERY::contains);
    }

    static Result bt(Session session, Arguments arguments) throws CommandException {
        List<String> words = new ArrayList<>(arguments.words());
        List<Path> programs = programs(words);
        words.removeIf(ONE::contains);
        refuseOptions(words);
        ThreadView thread = words.isEmpty() ? session.thread() : ThreadCommands.find(session, String.join(" ", words));
        return with(session, programs, stacks -> shown(thread, stacks.of(thread)));
    }

    static Result foreach(Session session, Arguments arguments) throws CommandException {
        List<String> words = new ArrayList<>(arguments.words());
        List<Path> programs = programs(words);
        words.removeIf(EVERY::contains);
        refuseOptions(words);
        new Arguments("", String.join(" ", words)).none();
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

    /** The files behind {@code --program}, which are taken out of the words. */
    private static List<Path> programs(List<String> words) throws CommandException {
        List<Path> programs = new ArrayList<>();
        for (int at = words.indexOf(PROGRAM); at >= 0; at = words.indexOf(PROGRAM)) {
            if (at + 1 == words.size()) {
                throw new CommandException("--program needs the file of the program or of a library");
            }
            programs.add(Path.of(words.remove(at + 1)));
            words.remove(at);
        }
        return programs;
    }

    private static void refuseOptions(List<String> words) throws CommandException {
        for (String word : words) {
            if (word.startsWith("-")) {
                throw new CommandException(
                        "%s: with the stack of a program, expected --program FILE or a thread".formatted(word));
            }
        }
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
            files.forEach(UserStackCommands::close);
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
        String head = StackCommands.name(thread) + ", " + thread.statusWord();
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
        String note = stack.stack().note() + (stack.stack().stop() == StopReason.ABSENT ? LEFT_OUT : "");
        if (none || !stack.stack().whole()) {
            lines.addAll(LineWrapper.line("    --- %s ---".formatted(note), INDENT));
        }
        stack.notes().forEach(n -> lines.addAll(LineWrapper.line(n, INDENT)));
        JsonObject data = StackCommands.json(thread);
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
