package org.mckernel.eclair.remote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * The threads that clients see: those that {@code info threads} lists, in its order. A dump does not change, and a live
 * kernel is stopped while it is served, so they are read once, with their registers, and then serve all clients.
 */
final class ThreadList {
    /** A CPU's own number is added; so did the first eclair, and scripts know it. */
    private static final int FIRST_IDLE = 2_000_000_000;

    private static final int FIRST_CPU = 1_000_000;
    /** Where the kernel's number is none, or another thread has it already. */
    private static final int FIRST_NAMELESS = 1_500_000_000;

    private final RegisterReader reader;
    private final RegisterFile file;
    private final List<RemoteThread> threads = new ArrayList<>();
    private final Map<Integer, RemoteThread> byId = new HashMap<>();
    private RemoteThread first;
    private byte[] xml;

    private ThreadList(McKernel kernel) {
        this.reader = new RegisterReader(kernel.data());
        this.file = kernel.data().architecture().registers();
    }

    /** Reads them. */
    static ThreadList of(Session session) throws CommandException {
        McKernel kernel = session.kernel();
        ThreadList list = new ThreadList(kernel);
        boolean some = kernel.threads().all().stream().anyMatch(t -> session.idleThreads() || !t.isIdle());
        if (session.cpuContexts() || !some) {
            list.addCpus(session, kernel);
        } else {
            list.addThreads(session, kernel);
        }
        if (list.threads.isEmpty()) {
            // A client without a thread does not even read memory.
            list.add(1, OptionalInt.empty(), "", "no thread can be found in this dump", list.none());
        }
        if (list.first == null) {
            list.first = list.threads.getFirst();
        }
        return list;
    }

    private void addThreads(Session session, McKernel kernel) throws CommandException {
        ThreadView selected = session.thread();
        for (ThreadView thread : kernel.threads().all()) {
            if (thread.isIdle() && !session.idleThreads()) {
                continue;
            }
            SavedRegisters saved = reader.of(thread);
            String name = thread.isIdle()
                    ? "idle"
                    : kernel.processes().of(thread).map(ProcessView::command).orElse("");
            String state = thread.statusWord() + (thread.onCpu() ? " on CPU" : "");
            RemoteThread added = add(
                    number(thread),
                    thread.cpu(),
                    name,
                    described(thread.pid(), thread.cpu(), state, saved),
                    known(saved));
            if (thread.equals(selected)) {
                first = added;
            }
        }
    }

    private void addCpus(Session session, McKernel kernel) throws CommandException {
        Optional<Integer> panicking = session.stacks().panickingCpu();
        for (CpuView cpu : kernel.cpus()) {
            SavedRegisters saved = reader.ofCpu(cpu.id());
            Optional<ThreadView> current = kernel.threads().currentOf(cpu.id());
            String name = current.flatMap(kernel.processes()::of)
                    .map(ProcessView::command)
                    .orElse("");
            RemoteThread added = add(
                    FIRST_CPU + cpu.id(),
                    OptionalInt.of(cpu.id()),
                    cpu.runsIdle() ? "idle" : name,
                    described(OptionalInt.empty(), OptionalInt.of(cpu.id()), cpu.statusWord(), saved),
                    known(saved));
            if (panicking.equals(Optional.of(cpu.id()))) {
                first = added;
            }
        }
    }

    private static int number(ThreadView thread) {
        return thread.isIdle()
                ? FIRST_IDLE + thread.cpu().orElse(0)
                : thread.tid().orElse(0);
    }

    private static String described(OptionalInt pid, OptionalInt cpu, String state, SavedRegisters saved) {
        List<String> words = new ArrayList<>();
        pid.ifPresent(p -> words.add("PID " + p));
        cpu.ifPresent(c -> words.add("CPU " + c));
        words.add(state);
        return String.join(", ", words)
                + switch (saved.source()) {
                    case USER_MODE -> ", in user mode";
                    case NONE -> "; " + saved.note();
                    default -> "";
                };
    }

    /**
     * Of a CPU that ran a program the program counter is the kernel's invention, which would begin a stack that is
     * none.
     */
    private Registers known(SavedRegisters saved) {
        if (saved.source() != SavedRegisters.Source.USER_MODE) {
            return saved.registers();
        }
        Map<Integer, Long> kept = new HashMap<>();
        for (RegisterFile.Register register : file.registers()) {
            if (register.dwarf() != file.programCounter()) {
                saved.registers().get(register.dwarf()).ifPresent(value -> kept.put(register.dwarf(), value));
            }
        }
        return Registers.of(kept);
    }

    private Registers none() {
        return Registers.of(Map.of());
    }

    private RemoteThread add(int number, OptionalInt cpu, String name, String state, Registers registers) {
        int id = number > 0 && !byId.containsKey(number) ? number : FIRST_NAMELESS + threads.size();
        RemoteThread thread = new RemoteThread(id, cpu, name, state, registers);
        threads.add(thread);
        byId.put(id, thread);
        return thread;
    }

    /** All of them. */
    List<RemoteThread> all() {
        return threads;
    }

    /** The one to look at first: that which panicked, else one that ran. */
    RemoteThread first() {
        return first;
    }

    /** The one that packets call so. */
    Optional<RemoteThread> byId(long id) {
        return id == (int) id ? Optional.ofNullable(byId.get((int) id)) : Optional.empty();
    }

    /** All of them as gdb's thread list in XML. */
    synchronized byte[] xml() {
        if (xml == null) {
            StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
            for (RemoteThread thread : threads) {
                text.append("<thread id=\"")
                        .append(Integer.toHexString(thread.id()))
                        .append('"');
                thread.cpu()
                        .ifPresent(cpu -> text.append(" core=\"").append(cpu).append('"'));
                if (!thread.name().isEmpty()) {
                    text.append(" name=\"")
                            .append(XmlText.escaped(thread.name()))
                            .append('"');
                }
                text.append('>').append(XmlText.escaped(thread.state())).append("</thread>\n");
            }
            xml = XmlText.bytes(text.append("</threads>\n"));
        }
        return xml;
    }
}
