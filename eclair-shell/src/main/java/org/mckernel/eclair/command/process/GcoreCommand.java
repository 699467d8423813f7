package org.mckernel.eclair.command.process;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.kernel.memory.AuxiliaryVector;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.memory.CancellationCheck;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.output.PartialFile;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.user.UserContext;
import org.mckernel.dump.unwind.user.UserContexts;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ProcessArgument;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.processcore.CoreMemory;
import org.mckernel.eclair.processcore.CoreNotes;
import org.mckernel.eclair.processcore.ProcessCore;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Overview;
import org.mckernel.eclair.session.Session;

/** Writes a process as a core file. */
public final class GcoreCommand {
    private static final long EXCLUDES_USER_PAGES = 24;
    private static final int INDENT = 12;
    /** Threads whose registers are unknown, named one by one. */
    private static final int MOST_NAMED = 8;
    /** Threads in the file, named one by one. */
    private static final int MOST_LISTED = 16;

    private static final Parameter<Boolean> FORCE = Parameter.flag("--force");
    private static final Parameter<ProcessArgument> PROCESS = Parameter.optional("PID", Kinds.PROCESS);
    private static final Parameter<Path> FILE = Parameter.required("FILE", Kinds.OUTPUT_PATH);

    private GcoreCommand() {}

    /** The command. */
    public static List<Command> all() {
        return List.of(Command.named("gcore")
                .topic(Topic.PROCESSES)
                .takes(FORCE, PROCESS, FILE)
                .summary("writes a process (default: that of the selected thread) as an ELF core file, which gdb opens"
                        + " with the program: the memory that the dump has, and the registers that its threads had when"
                        + " they entered the kernel")
                .example("gcore 401 app.core")
                .needs(Need.IMAGE)
                .limitedWithout(Need.USER_MEMORY, Need.DEBUG_INFORMATION)
                .runs(GcoreCommand::gcore));
    }

    private static Result gcore(Session session, Arguments arguments) throws CommandException {
        McKernel kernel = session.kernel();
        ProcessView process = ProcessArgument.orSelected(arguments.get(PROCESS), session);
        boolean force = arguments.has(FORCE);
        Path file = arguments.require(FILE);
        try {
            PartialFile.check(file, force);
            return write(session, UserSpace.of(kernel, process), file, force);
        } catch (KernelDataException e) {
            throw new CommandException(e.getMessage());
        } catch (IOException e) {
            if (e instanceof ClosedByInterruptException || e.getCause() instanceof ClosedByInterruptException) {
                CancellationCheck.check(); // the user interrupted the command, which closed the file
            }
            throw new CommandException(ErrorLine.of(e));
        }
    }

    private static Result write(Session session, UserSpace space, Path file, boolean force)
            throws IOException, CommandException {
        McKernel kernel = session.kernel();
        ProcessView process = space.process();
        PhysicalMemory memory = kernel.data().physical().memory();
        CoreMemory survey = ProcessCore.survey(space, memory);
        if (survey.present() == 0) {
            throw new CommandException(nothing(session, process, survey));
        }
        Architecture architecture = kernel.data().architecture();
        CoreNotes notes = new CoreNotes(architecture, process);
        UserContexts contexts = new UserContexts(kernel.data(), session.stacks());
        List<ThreadView> threads = threads(session, process);
        List<String> lost = new ArrayList<>(space.notes());
        List<ThreadView> written = registers(notes, contexts, threads, lost);
        notes.process(
                threads.isEmpty() ? OptionalInt.empty() : threads.getFirst().status());
        AuxiliaryVector.of(kernel, space)
                .ifPresentOrElse(
                        notes::auxiliaryVector,
                        () -> lost.add("the auxiliary vector was not found: gdb cannot locate a position independent"
                                + " program"));
        notes.files(space.ranges());
        ProcessCore.Outcome outcome =
                ProcessCore.write(file, force, architecture, space, memory, notes.bytes(), survey.present());
        return result(file, process, written, notes, outcome, lost);
    }

    /** The selected thread first, as gdb begins with the first; else the one that began the process. */
    private static List<ThreadView> threads(Session session, ProcessView process) throws CommandException {
        List<ThreadView> all = new ArrayList<>(session.kernel().threads().all().stream()
                .filter(t -> t.process().equals(OptionalLong.of(process.address())) && !t.isIdle())
                .toList());
        ThreadView selected = session.thread();
        all.sort(Comparator.comparing((ThreadView t) -> !t.equals(selected))
                .thenComparing(t -> !t.tid().equals(process.pid()))
                .thenComparingInt(t -> t.tid().orElse(Integer.MAX_VALUE)));
        return all;
    }

    private static List<ThreadView> registers(
            CoreNotes notes, UserContexts contexts, List<ThreadView> threads, List<String> lost) {
        List<ThreadView> written = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (ThreadView thread : threads) {
            UserContext context = contexts.of(thread);
            if (context.known()) {
                notes.thread(thread, context.registers());
                written.add(thread);
                if (context.source() != UserContext.Source.KERNEL_STACK) {
                    lost.add("%s: %s".formatted(ThreadText.name(thread), context.note()));
                }
            } else {
                without.add("%s is not in the file: %s".formatted(ThreadText.name(thread), context.note()));
            }
        }
        lost.addAll(without.subList(0, Math.min(without.size(), MOST_NAMED)));
        if (without.size() > MOST_NAMED) {
            lost.add("%d more threads are not in the file".formatted(without.size() - MOST_NAMED));
        }
        if (written.isEmpty()) {
            lost.add("no thread has known registers: gdb shows memory, but no stack");
        }
        if (!notes.unknownRegisters().isEmpty()) {
            lost.add("unknown, and 0 in the file: %s".formatted(String.join(", ", notes.unknownRegisters())));
        }
        if (!notes.threadPointersKnown()) {
            lost.add(
                    "thread-local variables are unavailable: the kernel's debug information does not describe where it "
                            + "keeps their register (thread.tlsblock_base)");
        }
        return written;
    }

    private static String nothing(Session session, ProcessView process, CoreMemory survey) {
        String name = "process %d".formatted(process.pid().orElse(-1));
        if (survey.missingBytes() == 0) {
            return "%s has no page of memory to write".formatted(name);
        }
        OptionalLong level = Overview.dumpLevel(session);
        String words =
                survey.missing().keySet().stream().map(p -> p.label()).sorted().collect(Collectors.joining(", "));
        return "%s: none of its %s is in the dump (%s)%s; take the dump with level 0"
                .formatted(
                        name,
                        ByteCount.text(survey.missingBytes()),
                        words,
                        level.equals(OptionalLong.of(EXCLUDES_USER_PAGES))
                                ? ", as dump level 24 excludes user pages"
                                : "; dump level 24 excludes user pages");
    }

    private static Result result(
            Path file,
            ProcessView process,
            List<ThreadView> written,
            CoreNotes notes,
            ProcessCore.Outcome outcome,
            List<String> lost) {
        CoreMemory memory = outcome.memory();
        if (memory.outsideRanges() > 0) {
            lost.add("%s of it are in no known range".formatted(ByteCount.text(memory.outsideRanges())));
        }
        JsonObject data = new JsonObject();
        data.addProperty("file", file.toString());
        data.addProperty("size", outcome.bytes());
        process.pid().ifPresent(pid -> data.addProperty("pid", pid));
        JsonArray tids = new JsonArray();
        written.stream().map(ThreadView::tid).filter(OptionalInt::isPresent).forEach(t -> tids.add(t.getAsInt()));
        data.add("tids", tids);
        data.addProperty("segments", outcome.segments());
        data.addProperty("presentBytes", memory.present());
        data.addProperty("untouchedBytes", memory.untouched());
        data.addProperty("missingBytes", memory.missingBytes());
        data.add("missing", missing(memory));
        if (!lost.isEmpty()) {
            data.add("notes", JsonRenderer.words(lost));
        }
        return new Result.Text(
                lines(file, process, written, notes, outcome, lost),
                data,
                memory.missingBytes() > 0 || !lost.isEmpty());
    }

    private static JsonArray missing(CoreMemory memory) {
        JsonArray missing = new JsonArray();
        for (CoreMemory.Gap gap : memory.gaps()) {
            JsonObject object = new JsonObject();
            object.addProperty("start", JsonRenderer.address(gap.start()));
            object.addProperty("end", JsonRenderer.address(gap.end()));
            object.addProperty("presence", gap.why().label());
            object.addProperty("backing", gap.range());
            missing.add(object);
        }
        return missing;
    }

    private static List<String> lines(
            Path file,
            ProcessView process,
            List<ThreadView> written,
            CoreNotes notes,
            ProcessCore.Outcome outcome,
            List<String> lost) {
        CoreMemory memory = outcome.memory();
        String program =
                process.commandLine().isEmpty() ? "" : process.commandLine().getFirst();
        List<String> lines = new ArrayList<>();
        line(
                lines,
                "process",
                "%d%s, %s in %s"
                        .formatted(
                                process.pid().orElse(-1),
                                program.isEmpty() ? "" : " " + program,
                                ByteCount.text(memory.present()),
                                ByteCount.counted(outcome.segments(), "segment")));
        line(
                lines,
                "threads",
                written.isEmpty()
                        ? "none"
                        : written.stream()
                                        .limit(MOST_LISTED)
                                        .map(ThreadText::name)
                                        .collect(Collectors.joining(", "))
                                + (written.size() > MOST_LISTED
                                        ? " and %d more".formatted(written.size() - MOST_LISTED)
                                        : ""));
        line(lines, "notes", String.join(", ", notes.kinds()));
        if (memory.untouched() > 0) {
            line(lines, "untouched", "%s that the program never used".formatted(ByteCount.text(memory.untouched())));
        }
        if (memory.missingBytes() > 0) {
            line(lines, "missing", ByteCount.text(memory.missingBytes()));
            for (CoreMemory.Gap gap : memory.gaps()) {
                line(
                        lines,
                        "",
                        "0x%x to 0x%x  %s  %s"
                                .formatted(gap.start(), gap.end(), gap.why().label(), gap.range())
                                .stripTrailing());
            }
        }
        lost.forEach(note -> line(lines, "lacks", note));
        line(
                lines,
                "output",
                "%s: %s, verified; gdb %s %s"
                        .formatted(
                                file, ByteCount.text(outcome.bytes()), program.isEmpty() ? "PROGRAM" : program, file));
        return lines;
    }

    private static void line(List<String> lines, String what, String text) {
        lines.addAll(LineWrapper.line("%-12s%s".formatted(what, text), INDENT));
    }
}
