package org.mckernel.dump.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.kernel.walk.ListWalk;

/**
 * All threads that can be found, each once: on the run queues (which also contain sleeping threads), in the hash of all
 * threads (zombies, migrating threads), as a CPU's current thread, and the idle threads.
 */
public final class ThreadSurvey {
    private final McKernel kernel;
    private final FieldReader fields;
    private final Map<Long, ThreadView> found = new LinkedHashMap<>();
    private final Map<Integer, List<ThreadView>> queues = new HashMap<>();
    private final Map<Long, Integer> currents = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private List<ThreadView> ordered;

    private ThreadSurvey(McKernel kernel, FieldReader fields) {
        this.kernel = kernel;
        this.fields = fields;
    }

    static ThreadSurvey of(McKernel kernel, FieldReader fields) {
        ThreadSurvey survey = new ThreadSurvey(kernel, fields);
        survey.walk();
        return survey;
    }

    /** User threads by tid, then the idle threads by CPU. */
    public List<ThreadView> all() {
        return ordered;
    }

    /** The threads on a CPU's run queue, in its order. */
    public List<ThreadView> queue(int cpu) {
        return queues.getOrDefault(cpu, List.of());
    }

    /** The thread with that number; idle threads are excluded. */
    public Optional<ThreadView> byTid(int tid) {
        return ordered.stream()
                .filter(t -> !t.isIdle() && t.tid().equals(OptionalInt.of(tid)))
                .findFirst();
    }

    /** The thread with its structure at that address. */
    public Optional<ThreadView> byAddress(long address) {
        return Optional.ofNullable(found.get(address));
    }

    /** The current thread of a CPU, including its idle thread. */
    public Optional<ThreadView> currentOf(int cpu) {
        return ordered.stream()
                .filter(t -> t.current().equals(OptionalInt.of(cpu)))
                .findFirst();
    }

    /** Broken lists, one line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void walk() {
        for (CpuView cpu : kernel.cpus()) {
            cpu.current().ifPresent(current -> currents.putIfAbsent(current, cpu.id()));
        }
        for (CpuView cpu : kernel.cpus()) {
            queue(cpu);
        }
        hash();
        for (CpuView cpu : kernel.cpus()) {
            cpu.idle().ifPresent(idle -> add(idle, ThreadView.Place.IDLE, OptionalInt.of(cpu.id())));
            if (cpu.current().isPresent() && !found.containsKey(cpu.current().getAsLong())) {
                long current = cpu.current().getAsLong();
                if (current != 0) {
                    add(current, ThreadView.Place.CURRENT, OptionalInt.of(cpu.id()));
                }
            }
        }
        ordered = new ArrayList<>(found.values());
        ordered.sort((a, b) -> a.isIdle() == b.isIdle()
                ? Integer.compare(a.tid().orElse(Integer.MAX_VALUE), b.tid().orElse(Integer.MAX_VALUE))
                : Boolean.compare(a.isIdle(), b.isIdle()));
    }

    private void queue(CpuView cpu) {
        OptionalLong runq = fields.offset("cpu_local_var", "runq");
        OptionalLong node = fields.offset("thread", "sched_list");
        if (runq.isEmpty() || node.isEmpty()) {
            return;
        }
        List<ThreadView> queue = new ArrayList<>();
        ListWalk.forEach(
                kernel.data().virtual(),
                cpu.variables() + runq.getAsLong(),
                "run queue of CPU " + cpu.id(),
                notes,
                at -> queue.add(add(at - node.getAsLong(), ThreadView.Place.RUN_QUEUE, OptionalInt.of(cpu.id()))));
        queues.put(cpu.id(), queue);
    }

    private void hash() {
        ResourceHash.forEach(
                kernel, fields, "thread", notes, thread -> add(thread, ThreadView.Place.HASH, OptionalInt.empty()));
    }

    private ThreadView add(long address, ThreadView.Place place, OptionalInt cpu) {
        ThreadView known = found.get(address);
        if (known != null) {
            return known;
        }
        OptionalLong process = fields.i64(address, "thread", "proc");
        long numbers = kernel.data().layouts().threadInForkTree() ? process.orElse(0) : address;
        OptionalInt tid = fields.i32(numbers, "thread", "tid");
        OptionalInt status = fields.i32(numbers, "thread", "status");
        if (tid.isEmpty() || process.isEmpty()) {
            notes.add("thread at 0x%x: its record is not completely in the dump".formatted(address));
        }
        OptionalInt ownCpu = fields.i32(address, "thread", "cpu_id");
        boolean sane = ownCpu.isPresent() && kernel.cpu(ownCpu.getAsInt()).isPresent();
        Integer current = currents.get(address);
        ThreadView view = new ThreadView(
                address,
                tid,
                fields.i32(process.orElse(0), "process", "pid"),
                cpu.isPresent() || !sane ? cpu : ownCpu,
                status,
                process,
                place,
                current == null ? OptionalInt.empty() : OptionalInt.of(current));
        found.put(address, view);
        return view;
    }
}
