package org.mckernel.dump.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.memory.AbsentMemoryException;

/** The kernel's object model: CPUs, threads, processes. Each is read on first use. */
public final class McKernel {
    private static final int MOST_CPUS = 4096;
    /**
     * This many invalid records are the end of the array: the count is wrong. Also the maximum number of notes about
     * absent ones.
     */
    private static final int MAX_INVALID = 16;

    private final KernelData data;
    private final FieldReader fields;
    private final List<String> notes = new ArrayList<>();
    private List<CpuView> cpus;
    private ThreadSurvey threads;
    private ProcessSurvey processes;

    public McKernel(KernelData data) {
        this.data = data;
        this.fields = new FieldReader(data);
        notes.addAll(data.limitations());
    }

    /** Variables, structures and memory. */
    public KernelData data() {
        return data;
    }

    /** Limitations of all results, one line each. */
    public List<String> notes() {
        cpus();
        return List.copyOf(notes);
    }

    /** The CPUs, by number; empty when {@code clv} or {@code num_processors} is unavailable: then a note says why. */
    public List<CpuView> cpus() {
        if (cpus == null) {
            cpus = readCpus();
        }
        return cpus;
    }

    /** The CPU with that number. */
    public Optional<CpuView> cpu(int id) {
        return id >= 0 && id < cpus().size() ? Optional.of(cpus.get(id)) : Optional.empty();
    }

    /** All threads that can be found. */
    public ThreadSurvey threads() {
        if (threads == null) {
            threads = ThreadSurvey.of(this, fields);
        }
        return threads;
    }

    /** All processes that can be found. */
    public ProcessSurvey processes() {
        if (processes == null) {
            processes = ProcessSurvey.of(this, fields);
        }
        return processes;
    }

    /**
     * A process's address space: its own page table. On x86_64 it maps the kernel's half, too; on aarch64 only the
     * lower half.
     *
     * @return empty when it has none (an idle or exited process)
     */
    public Optional<AddressSpace> addressSpace(ProcessView process)
            throws UnmappedAddressException, AbsentMemoryException {
        OptionalLong vm = process.vm();
        if (vm.isEmpty() || vm.getAsLong() == 0) {
            return Optional.empty();
        }
        OptionalLong space = fields.i64(vm.getAsLong(), "process_vm", "address_space");
        if (space.isEmpty() || space.getAsLong() == 0) {
            return Optional.empty();
        }
        OptionalLong offset = fields.offset("address_space", "page_table");
        long root = data.userTable(data.virtual().i64(space.getAsLong() + offset.orElse(0)));
        return Optional.of(
                new PageTables(data.physical().memory(), data.layout().paging(), root, PagingForm.Half.LOWER, 0));
    }

    private CpuView readCpu(int id, long at, OptionalLong idle) {
        return new CpuView(
                id,
                at,
                fields.i32(at, "cpu_local_var", "status"),
                fields.i64(at, "cpu_local_var", "current"),
                idle.isPresent() ? OptionalLong.of(at + idle.getAsLong()) : OptionalLong.empty(),
                fields.i64(at, "cpu_local_var", "runq_len"));
    }

    private List<CpuView> readCpus() {
        List<CpuView> all = new ArrayList<>();
        try {
            int count = data.variable32("num_processors");
            if (count <= 0 || count > MOST_CPUS) {
                notes.add("num_processors is %d, expected 1 to %d".formatted(count, MOST_CPUS));
                return all;
            }
            long clv = data.variable("clv");
            long size = data.size("cpu_local_var");
            OptionalLong idle = fields.offset("cpu_local_var", "idle");
            List<String> absent = new ArrayList<>();
            int invalid = 0;
            int first = 0;
            for (int id = 0; id < count && invalid < MAX_INVALID; id++) {
                CpuView cpu = readCpu(id, clv + id * size, idle);
                if (cpu.status().isEmpty()) {
                    absent.add("CPU %d: its variables at 0x%x are not in the dump".formatted(id, cpu.variables()));
                } else if (cpu.isValid()) {
                    invalid = 0;
                    first = id + 1;
                } else {
                    invalid++;
                }
                all.add(cpu);
            }
            if (invalid == MAX_INVALID) {
                all.subList(first, all.size()).clear();
                notes.add("num_processors says %d, but from CPU %d on all variables are invalid: these are excluded"
                        .formatted(count, first));
            }
            notes.addAll(absent.subList(0, Math.min(absent.size(), MAX_INVALID)));
            if (absent.size() > MAX_INVALID) {
                notes.add("%d more CPUs: their variables are not in the dump".formatted(absent.size() - MAX_INVALID));
            }
        } catch (KernelDataException e) {
            notes.add(e.getMessage());
        }
        return all;
    }
}
