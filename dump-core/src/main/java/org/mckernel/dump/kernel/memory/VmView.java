package org.mckernel.dump.kernel.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.FieldReader;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.walk.TreeWalk;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * A process's memory ranges, in the order of their addresses.
 *
 * @param ranges the ranges in its tree
 * @param notes broken places, one line each
 */
public record VmView(List<VmRange> ranges, List<String> notes) {
    private static final int LONGEST_PATH = 4096;

    /** Reads the ranges of a process; without a {@code process_vm} there are none. */
    public static VmView of(McKernel kernel, ProcessView process) {
        List<VmRange> ranges = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long vm = process.vm().orElse(0);
        if (process.vm().isEmpty()) {
            notes.add("the process's memory is unknown: its record is not in the dump, or not described by "
                    + kernel.data().layouts().source());
        }
        if (vm == 0) {
            return new VmView(ranges, notes);
        }
        FieldReader fields = new FieldReader(kernel.data());
        if (fields.offset("process_vm", "vm_range_tree").isEmpty()
                || fields.offset("vm_range", "vm_rb_node").isEmpty()) {
            notes.add("struct vm_range is not described by "
                    + kernel.data().layouts().source());
            return new VmView(ranges, notes);
        }
        long root = fields.i64(vm, "process_vm", "vm_range_tree").orElse(0);
        long node = fields.offset("vm_range", "vm_rb_node").orElse(0);
        TreeWalk.forEach(
                kernel.data().virtual(),
                root,
                "vm ranges of process " + process.pid().orElse(-1),
                notes,
                at -> ranges.add(range(kernel, fields, vm, at - node)));
        return new VmView(List.copyOf(ranges), List.copyOf(notes));
    }

    private static VmRange range(McKernel kernel, FieldReader fields, long vm, long at) {
        long start = fields.i64(at, "vm_range", "start").orElse(0);
        long end = fields.i64(at, "vm_range", "end").orElse(0);
        long flags = fields.i64(at, "vm_range", "flag").orElse(0);
        Optional<String> path = path(kernel, fields, at);
        long offset = path.isPresent() ? fields.i64(at, "vm_range", "objoff").orElse(0) : 0;
        return new VmRange(at, start, end, flags, path.isPresent() ? path : role(fields, vm, start, flags), offset);
    }

    private static Optional<String> path(McKernel kernel, FieldReader fields, long range) {
        long object = fields.i64(range, "vm_range", "memobj").orElse(0);
        long path = fields.i64(object, "memobj", "path").orElse(0);
        if (path == 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        try {
            while (text.length() < LONGEST_PATH) {
                int step = (int) (64 - (path + text.length()) % 64);
                String part = kernel.data().virtual().text(path + text.length(), step);
                text.append(part);
                if (part.length() < step) {
                    break;
                }
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return Optional.of("<%s>".formatted(e.getMessage()));
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    private static Optional<String> role(FieldReader fields, long vm, long start, long flags) {
        if (start == fields.i64(vm, "process_vm", "vdso_addr").orElse(0)) {
            return Optional.of("[vdso]");
        }
        if (start == fields.i64(vm, "process_vm", "vvar_addr").orElse(0)) {
            return Optional.of("[vsyscall]");
        }
        if ((flags & VmRange.STACK) != 0) {
            return Optional.of("[stack]");
        }
        long heap = fields.i64(vm, "process_vm", "region.brk_start").orElse(0);
        long heapEnd = fields.i64(vm, "process_vm", "region.brk_end_allocated").orElse(0);
        return start >= heap && start < heapEnd ? Optional.of("[heap]") : Optional.empty();
    }
}
