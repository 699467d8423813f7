package org.mckernel.dump.kernel;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.memory.AbsentMemoryException;

/** All processes that can be found: in the hash of all processes, and those referenced by threads. */
public final class ProcessSurvey {
    private static final int LONGEST_COMMAND_LINE = 1 << 16;

    private final McKernel kernel;
    private final FieldReader fields;
    private final Map<Long, ProcessView> found = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private ProcessSurvey(McKernel kernel, FieldReader fields) {
        this.kernel = kernel;
        this.fields = fields;
    }

    static ProcessSurvey of(McKernel kernel, FieldReader fields) {
        ProcessSurvey survey = new ProcessSurvey(kernel, fields);
        ResourceHash.forEach(kernel, fields, "process", survey.notes, survey::add);
        for (ThreadView thread : kernel.threads().all()) {
            if (thread.process().isPresent() && thread.process().getAsLong() != 0) {
                survey.add(thread.process().getAsLong());
            }
        }
        return survey;
    }

    /** By pid; the idle processes, which all have pid 0, come first. */
    public List<ProcessView> all() {
        return found.values().stream()
                .sorted(Comparator.comparingInt(p -> p.pid().orElse(Integer.MAX_VALUE)))
                .toList();
    }

    /** The process with its structure at that address. */
    public Optional<ProcessView> byAddress(long address) {
        return Optional.ofNullable(found.get(address));
    }

    /** The process with that number. */
    public Optional<ProcessView> byPid(int pid) {
        return found.values().stream()
                .filter(p -> p.pid().equals(OptionalInt.of(pid)))
                .findFirst();
    }

    /** The process of a thread. */
    public Optional<ProcessView> of(ThreadView thread) {
        return thread.process().isPresent() ? byAddress(thread.process().getAsLong()) : Optional.empty();
    }

    /** Broken lists, one line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void add(long address) {
        if (found.containsKey(address)) {
            return;
        }
        OptionalInt pid = fields.i32(address, "process", "pid");
        if (pid.isEmpty()) {
            notes.add("process at 0x%x: its record is not in the dump".formatted(address));
        }
        OptionalLong parent = fields.i64(address, "process", "ppid_parent");
        found.put(
                address,
                new ProcessView(
                        address,
                        pid,
                        fields.i32(parent.orElse(0), "process", "pid"),
                        fields.i32(address, "process", "status"),
                        fields.i64(address, "process", "vm"),
                        commandLine(address)));
    }

    private List<String> commandLine(long process) {
        long text = fields.i64(process, "process", "saved_cmdline").orElse(0);
        long length = fields.i64(process, "process", "saved_cmdline_len").orElse(0);
        if (text != 0 && (length < 0 || length > LONGEST_COMMAND_LINE)) {
            notes.add(("process at 0x%x: its command line has length %d, expected at most %d; " + "it is not shown")
                    .formatted(process, length, LONGEST_COMMAND_LINE));
        }
        if (text == 0 || length <= 0 || length > LONGEST_COMMAND_LINE) {
            return List.of();
        }
        try {
            byte[] bytes = kernel.data().virtual().bytes(text, (int) length).toArray(ValueLayout.JAVA_BYTE);
            List<String> arguments = new ArrayList<>();
            int start = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length ? i > start : bytes[i] == 0) {
                    arguments.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                    start = i + 1;
                }
            }
            return arguments;
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return List.of();
        }
    }
}
