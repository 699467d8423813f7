package org.mckernel.eclair.session;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;

/** The initial summary: kernel, dump, machine, state, threads. */
public record Overview(List<String> lines, JsonObject data) {
    private static final int INDENT = 10;
    private static final String PANIC_MARK = "panic: ";

    /** Collects the lines; unavailable facts are omitted. */
    public static Overview of(Session session) throws CommandException {
        List<String> lines = new ArrayList<>();
        JsonObject data = new JsonObject();
        OpenedDump opened = session.opened();
        DumpInfo info = DumpInfo.of(opened.file(), opened.dump());
        Optional<McKernel> kernel = opened.kernel();
        if (kernel.isPresent()) {
            kernel(opened, kernel.get(), lines, data);
        }
        lines.add("dump      " + info.line() + written(opened));
        data.add("dump", info.data());
        if (kernel.isPresent()) {
            machine(session, kernel.get(), lines, data);
            state(session, lines, data);
            threads(kernel.get(), lines, data);
        }
        return new Overview(
                lines.stream()
                        .flatMap(l -> LineWrapper.line(l, INDENT).stream())
                        .toList(),
                data);
    }

    private static void kernel(OpenedDump opened, McKernel kernel, List<String> lines, JsonObject data) {
        String name = kernel.data().image().name();
        lines.add("kernel    %s, %s; %s"
                .formatted(
                        name,
                        kernel.data().architecture().name(),
                        opened.match().map(m -> m.summary()).orElse("not compared")));
        data.addProperty("image", name);
        data.addProperty("architecture", kernel.data().architecture().name());
        opened.image().flatMap(i -> i.buildId()).ifPresent(id -> data.addProperty("buildId", id));
        data.addProperty("kernelBase", JsonRenderer.address(kernel.data().kernelBase()));
    }

    private static String written(OpenedDump opened) {
        Optional<Mckdump> mckdump = opened.dump().as(Mckdump.class);
        if (mckdump.isEmpty()) {
            return "";
        }
        try {
            return mckdump.get().date().map(d -> ", " + d).orElse("")
                    + mckdump.get().host().map(h -> ", node " + h).orElse("")
                    + mckdump.get().user().map(u -> ", by " + u).orElse("");
        } catch (MalformedFileException e) {
            return ", " + e.getMessage();
        }
    }

    /** The kernel's dump level, where the dump contains it. */
    public static OptionalLong dumpLevel(Session session) {
        Optional<Long> level =
                session.opened().location().flatMap(McKernelLocation::bootParam).map(BootParam::dumpLevel);
        return level.isPresent()
                ? OptionalLong.of(level.get())
                : session.opened().bootParameter("dump_level", Integer.BYTES);
    }

    private static void machine(Session session, McKernel kernel, List<String> lines, JsonObject data) {
        String linux = kernel.data().space().ranges().stream()
                .filter(r -> r.name().equals("Linux direct map"))
                .findFirst()
                .map(r -> "; Linux direct map at 0x%x".formatted(r.start()))
                .orElse("");
        OptionalLong level = dumpLevel(session);
        String assigned = session.opened()
                .assigned()
                .map(table -> ", %s, %s assigned"
                        .formatted(
                                ByteCount.counted(nodes(table), "NUMA node"),
                                ByteCount.text(table.chunks().totalBytes())))
                .orElse("");
        lines.add("machine   %s%s, kernel base 0x%x%s%s"
                .formatted(
                        ByteCount.counted(kernel.cpus().size(), "CPU"),
                        assigned,
                        kernel.data().kernelBase(),
                        linux,
                        level.isPresent() ? ", dump level " + level.getAsLong() : ""));
        data.addProperty("cpus", kernel.cpus().size());
        session.opened().assigned().ifPresent(table -> {
            data.addProperty("numaNodes", nodes(table));
            data.addProperty("assignedBytes", table.chunks().totalBytes());
        });
        level.ifPresent(l -> data.addProperty("dumpLevel", l));
        bootTime(session.opened()).ifPresent(t -> {
            lines.add("booted    " + t);
            data.addProperty("booted", t);
        });
    }

    private static long nodes(BootParam.MemoryTable table) {
        return table.nodes().stream().distinct().count();
    }

    /** From the boot parameters, where they are in the dump and debug information has their offset. */
    private static Optional<String> bootTime(OpenedDump opened) {
        long seconds = opened.bootParameter("boot_sec", Long.BYTES).orElse(0);
        return seconds > 0 && seconds < 1L << 34
                ? Optional.of(java.time.Instant.ofEpochSecond(seconds).toString())
                : Optional.empty();
    }

    private static void state(Session session, List<String> lines, JsonObject data) throws CommandException {
        Optional<Integer> cpu = session.stacks().panickingCpu();
        if (cpu.isEmpty()) {
            return;
        }
        Optional<String> message = session.opened().log().flatMap(Overview::panicMessage);
        lines.add("state     PANIC on CPU %d%s  → triage, bt"
                .formatted(cpu.get(), message.map(m -> ": \"" + m + "\"").orElse("")));
        JsonObject panic = new JsonObject();
        panic.addProperty("cpu", cpu.get());
        message.ifPresent(m -> panic.addProperty("message", m));
        data.add("panic", panic);
    }

    private static Optional<String> panicMessage(KernelLog log) {
        return log.lines().reversed().stream()
                .map(KernelLog.Line::text)
                .filter(t -> t.startsWith(PANIC_MARK))
                .findFirst()
                .map(t -> t.substring(PANIC_MARK.length()));
    }

    private static void threads(McKernel kernel, List<String> lines, JsonObject data) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (ThreadView thread : kernel.threads().all()) {
            counts.merge(thread.statusWord(), 1, Integer::sum);
        }
        lines.add("threads   "
                + counts.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", ")) + "  → info threads");
        JsonObject threads = new JsonObject();
        counts.forEach(threads::addProperty);
        data.add("threads", threads);
        List<String> notes = new ArrayList<>(kernel.notes());
        notes.addAll(kernel.threads().notes());
        notes.forEach(n -> lines.add("damaged   " + n));
        if (!notes.isEmpty()) {
            JsonArray array = JsonRenderer.words(notes);
            data.add("notes", array);
        }
    }
}
