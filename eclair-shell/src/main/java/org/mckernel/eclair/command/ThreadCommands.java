package org.mckernel.eclair.command;

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
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Threads, processes, run queues. */
final class ThreadCommands {
    private ThreadCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("info threads"),
                        "[-l] [-c]",
                        "all threads, where each is and what it waits for; -l idle threads, too; -c CPUs instead",
                        "info threads -l",
                        ThreadCommands::infoThreads),
                new Command(
                        List.of("thread", "tid", "task"),
                        "[TID|ADDRESS|cpu N]",
                        "selects a thread by TID, else by its Id in info threads, by address, or what CPU N runs",
                        "thread 402",
                        ThreadCommands::thread),
                new Command(
                        List.of("ps", "mcps"),
                        "[-t] [PID|NAME]",
                        "threads as the kernel's users know them; -t as a tree of processes",
                        "ps -t",
                        ThreadCommands::ps),
                new Command(
                        List.of("runq"), "[CPU]", "run queues, as they are linked", "runq 2", ThreadCommands::runq));
    }

    private static Result infoThreads(Session session, Arguments arguments) throws CommandException {
        String options = arguments.options();
        arguments.withoutOptions().none();
        McKernel kernel = session.kernel();
        if (session.cpuContexts() || options.indexOf('c') >= 0) {
            return cpus(session, kernel);
        }
        boolean idle = session.idleThreads() || options.indexOf('l') >= 0;
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
        if (!arguments.isEmpty()) {
            session.select(find(session, arguments.text()));
        }
        return FrameCommands.selected(session);
    }

    /** A thread by what a person calls it. */
    static ThreadView find(Session session, String text) throws CommandException {
        McKernel kernel = session.kernel();
        List<String> words = new Arguments("", text).words();
        if (words.size() == 2 && words.getFirst().equals("cpu")) {
            long cpu = Arguments.number(words.get(1));
            return kernel.threads()
                    .currentOf((int) cpu)
                    .orElseThrow(() -> new CommandException("CPU %d: %s"
                            .formatted(
                                    cpu,
                                    cpu >= 0 && cpu < kernel.cpus().size()
                                            ? "what it runs is not known"
                                            : "there are CPUs 0 to "
                                                    + (kernel.cpus().size() - 1))));
        }
        long number = Arguments.number(text.strip());
        return kernel.threads()
                .byAddress(number)
                .or(() -> number == (int) number ? kernel.threads().byTid((int) number) : Optional.empty())
                .or(() -> listed(session, kernel, number))
                .orElseThrow(() -> new CommandException(
                        "%s: no thread has that number or address; info threads lists them".formatted(text)));
    }

    /** The thread with that number in the first column of {@code info threads}. */
    private static Optional<ThreadView> listed(Session session, McKernel kernel, long id) {
        List<ThreadView> shown = kernel.threads().all().stream()
                .filter(t -> session.idleThreads() || !t.isIdle())
                .toList();
        return id >= 1 && id <= shown.size() ? Optional.of(shown.get((int) id - 1)) : Optional.empty();
    }

    private static Result ps(Session session, Arguments arguments) throws CommandException {
        boolean tree = arguments.options().indexOf('t') >= 0;
        Optional<String> wanted = arguments.withoutOptions().optionalWord();
        McKernel kernel = session.kernel();
        List<List<Cell>> rows = new ArrayList<>();
        if (tree) {
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
        Optional<String> only = arguments.optionalWord();
        OptionalInt wanted =
                only.isPresent() ? OptionalInt.of((int) Arguments.number(only.get())) : OptionalInt.empty();
        if (wanted.isPresent() && kernel.cpu(wanted.getAsInt()).isEmpty()) {
            throw new CommandException("CPU %d: there are CPUs 0 to %d"
                    .formatted(wanted.getAsInt(), kernel.cpus().size() - 1));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (CpuView cpu : kernel.cpus()) {
            if (wanted.isPresent() && wanted.getAsInt() != cpu.id()) {
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
