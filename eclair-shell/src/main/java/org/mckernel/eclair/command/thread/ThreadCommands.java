package org.mckernel.eclair.command.thread;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadStatus;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.triage.WaitNotes;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ThreadArgument;
import org.mckernel.eclair.command.stack.FrameCommands;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Threads, processes, run queues. */
public final class ThreadCommands {
    private static final Parameter<Boolean> IDLE = Parameter.flag("-l");
    private static final Parameter<Boolean> CPUS = Parameter.flag("-c");
    private static final Parameter<ThreadArgument> THREAD = Parameter.optional(ThreadArgument.LABEL, Kinds.THREAD);
    private static final Parameter<Boolean> TREE = Parameter.flag("-t");
    private static final Parameter<String> PROCESS =
            Parameter.optional("PID|NAME", Kind.word(Completion.PROCESS, word -> word));
    private static final Parameter<Integer> CPU = Parameter.optional("CPU", Kinds.CPU);

    private ThreadCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("info threads")
                        .takes(IDLE, CPUS)
                        .summary("all threads, where each is and what it waits for; -l idle threads, too; -c CPUs"
                                + " instead")
                        .example("info threads -l")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(ThreadCommands::infoThreads),
                command("thread", "tid", "task")
                        .takes(THREAD)
                        .summary("selects a thread by TID, else by its Id in info threads, by address, or the one that"
                                + " CPU N runs")
                        .example("thread 402")
                        .does(Effect.CHANGES_SESSION)
                        .runs(ThreadCommands::thread),
                command("ps", "mcps")
                        .takes(TREE, PROCESS)
                        .summary("threads by the numbers and names that users of the kernel know; -t as a tree of"
                                + " processes")
                        .example("ps -t")
                        .runs(ThreadCommands::ps),
                command("runq")
                        .takes(CPU)
                        .summary("run queues, as they are linked")
                        .example("runq 2")
                        .runs(ThreadCommands::runq));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.THREADS).needs(Need.IMAGE);
    }

    private static Result infoThreads(Session session, Arguments arguments) throws CommandException {
        McKernel kernel = session.kernel();
        if (session.cpuContexts() || arguments.has(CPUS)) {
            return cpus(session, kernel);
        }
        boolean idle = session.idleThreads() || arguments.has(IDLE);
        WaitNotes waits = new WaitNotes(session.scene());
        ThreadView selected = kernel.threads().all().isEmpty() ? null : session.thread();
        List<List<Cell>> rows = new ArrayList<>();
        int number = 1;
        for (ThreadView thread : kernel.threads().all()) {
            if (thread.isIdle() && !idle) {
                continue;
            }
            rows.add(List.of(
                    new Cell.Word(thread.equals(selected) ? "*" : " "),
                    new Cell.Count(number++),
                    Cell.of(thread.tid()),
                    Cell.of(thread.pid()),
                    Cell.of(thread.cpu()),
                    new Cell.Word(thread.statusWord() + (thread.onCpu() ? " on CPU" : "")),
                    Cell.word(waits.where(thread))));
        }
        return new Result.Table(
                "threads",
                List.of(
                        Column.word("selected", ""),
                        Column.number("id", "Id"),
                        Column.number("tid", "TID"),
                        Column.number("pid", "PID"),
                        Column.number("cpu", "CPU"),
                        Column.word("state", "State"),
                        Column.word("where", "Where")),
                rows,
                notes(kernel));
    }

    private static List<String> notes(McKernel kernel) {
        List<String> notes = new ArrayList<>(kernel.notes());
        notes.addAll(kernel.threads().notes());
        return notes;
    }

    private static Result cpus(Session session, McKernel kernel) throws CommandException {
        List<List<Cell>> rows = new ArrayList<>();
        for (CpuView cpu : kernel.cpus()) {
            Optional<ThreadView> current = kernel.threads().currentOf(cpu.id());
            rows.add(List.of(
                    new Cell.Count(cpu.id()),
                    new Cell.Word(cpu.statusWord()),
                    cpu.runsIdle()
                            ? new Cell.Word("idle")
                            : Cell.of(current.map(ThreadView::tid).orElse(OptionalInt.empty())),
                    Cell.address(cpu.current()),
                    new Cell.Word(session.stacks().whereOnCpu(cpu.id()))));
        }
        return new Result.Table(
                "cpus",
                List.of(
                        Column.number("cpu", "CPU"),
                        Column.word("status", "Status"),
                        Column.number("tid", "TID"),
                        Column.word("thread", "Thread"),
                        Column.word("where", "Where")),
                rows,
                notes(kernel));
    }

    private static Result thread(Session session, Arguments arguments) throws CommandException {
        Optional<ThreadArgument> wanted = arguments.get(THREAD);
        if (wanted.isPresent()) {
            session.select(wanted.get().in(session));
        }
        return FrameCommands.selected(session);
    }

    private static Result ps(Session session, Arguments arguments) throws CommandException {
        Optional<String> wanted = arguments.get(PROCESS);
        McKernel kernel = session.kernel();
        List<List<Cell>> rows = new ArrayList<>();
        if (arguments.has(TREE)) {
            new ProcessTree(kernel).visit((process, depth) -> {
                for (ThreadView thread : kernel.threads().all()) {
                    if (thread.process().equals(OptionalLong.of(process.address())) && !thread.isIdle()) {
                        rows.add(row(thread, Optional.of(process), "  ".repeat(depth)));
                    }
                }
            });
        } else {
            for (CpuView cpu : kernel.cpus()) {
                for (ThreadView thread : kernel.threads().all()) {
                    if (thread.isIdle() && thread.cpu().equals(OptionalInt.of(cpu.id()))) {
                        add(rows, wanted, thread, kernel);
                    }
                }
            }
            for (ThreadView thread : kernel.threads().all()) {
                if (!thread.isIdle()) {
                    add(rows, wanted, thread, kernel);
                }
            }
        }
        List<String> notes = notes(kernel);
        notes.addAll(kernel.processes().notes());
        return new Result.Table(
                "threads",
                List.of(
                        Column.word("current", ""),
                        Column.number("tid", "TID"),
                        Column.number("pid", "PID"),
                        Column.number("ppid", "PPID"),
                        Column.number("cpu", "CPU"),
                        Column.word("thread", "THREAD"),
                        Column.word("st", "ST"),
                        Column.word("comm", "COMM")),
                rows,
                notes);
    }

    private static void add(List<List<Cell>> rows, Optional<String> wanted, ThreadView thread, McKernel kernel) {
        Optional<ProcessView> process = kernel.processes().of(thread);
        String command = command(thread, process);
        if (wanted.isEmpty()
                || wanted.get().equals(command)
                || (thread.pid().isPresent()
                        && wanted.get().equals(Integer.toString(thread.pid().getAsInt())))) {
            rows.add(row(thread, process, ""));
        }
    }

    private static String command(ThreadView thread, Optional<ProcessView> process) {
        return thread.isIdle() ? "idle" : process.map(ProcessView::command).orElse("");
    }

    private static List<Cell> row(ThreadView thread, Optional<ProcessView> process, String indent) {
        String command = command(thread, process);
        return List.of(
                new Cell.Word(thread.onCpu() ? ">" : " "),
                Cell.of(thread.tid()),
                Cell.of(thread.pid()),
                Cell.of(process.map(ProcessView::ppid).orElse(OptionalInt.empty())),
                Cell.of(thread.cpu()),
                new Cell.Address(thread.address()),
                thread.status().isPresent()
                        ? new Cell.Word(
                                thread.isIdle()
                                        ? "RU"
                                        : ThreadStatus.letters(thread.status().getAsInt()))
                        : new Cell.Absent("not in dump"),
                command.isEmpty() ? new Cell.Absent("") : new Cell.Word(indent + command));
    }

    private static Result runq(Session session, Arguments arguments) throws CommandException {
        McKernel kernel = session.kernel();
        Optional<Integer> wanted = arguments.get(CPU);
        if (wanted.isPresent() && kernel.cpu(wanted.get()).isEmpty()) {
            throw new CommandException("CPU %d: there are CPUs 0 to %d"
                    .formatted(wanted.get(), kernel.cpus().size() - 1));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (CpuView cpu : kernel.cpus()) {
            if (wanted.isPresent() && wanted.get() != cpu.id()) {
                continue;
            }
            List<ThreadView> queue = kernel.threads().queue(cpu.id());
            if (queue.isEmpty()) {
                rows.add(List.of(
                        new Cell.Count(cpu.id()),
                        new Cell.Absent(""),
                        new Cell.Absent(""),
                        new Cell.Absent(""),
                        new Cell.Word("nothing queued, CPU " + cpu.statusWord())));
            }
            for (int i = 0; i < queue.size(); i++) {
                ThreadView thread = queue.get(i);
                rows.add(List.of(
                        new Cell.Count(cpu.id()),
                        new Cell.Count(i),
                        Cell.of(thread.tid()),
                        new Cell.Address(thread.address()),
                        new Cell.Word(thread.statusWord() + (thread.onCpu() ? " on CPU" : ""))));
            }
        }
        return new Result.Table(
                "queued",
                List.of(
                        Column.number("cpu", "CPU"),
                        Column.number("position", "Pos"),
                        Column.number("tid", "TID"),
                        Column.word("thread", "Thread"),
                        Column.word("state", "State")),
                rows,
                notes(kernel));
    }
}
