package org.mckernel.lifecycle.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.CpuList;

/** A node's status as text and as JSON. */
final class StatusText {
    /** More commands would not fit on a line. */
    private static final int SHOWN = 4;

    private StatusText() {}

    /** One fact a line. */
    static List<String> lines(String banner, NodeStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("node       %s: %s".formatted(banner, status.machine()));
        lines.add("OS 0       " + status.status().userName()
                + status.bootTime()
                        .map(t -> (status.status() == OsStatus.RUNNING ? " since " : ", booted ") + t)
                        .orElse("")
                + (status.held() ? ", stopped for a dump" : ""));
        if (!status.cpus().isEmpty()) {
            lines.add("CPUs       %d: Linux's %s"
                    .formatted(
                            status.cpus().size(),
                            CpuList.text(status.cpus().stream()
                                    .map(NodeStatus.Cpu::linuxNumber)
                                    .toList())));
        }
        if (!status.memory().isEmpty()) {
            lines.add("memory     " + memory(status));
        }
        if (!status.arguments().isEmpty()) {
            lines.add("arguments  %s (a panic %s)"
                    .formatted(
                            status.arguments(),
                            status.dumpLevel() == 24 ? "excludes user and free pages" : "excludes nothing"));
            lines.add("messages   go to " + (status.ikcMap().equals("none") ? "Linux CPU 0" : status.ikcMap()));
        }
        if (!status.history().isEmpty()) {
            int earlier = Math.max(0, status.history().size() - SHOWN);
            lines.add("since then " + (earlier == 0 ? "" : earlier + " commands, then ")
                    + String.join(
                            ", ",
                            status.history().subList(earlier, status.history().size())));
        }
        status.facts().forEach(f -> lines.add("%-10s %s".formatted(f.name(), f.text())));
        status.interrupted().ifPresent(i -> lines.add("attention  " + i + "; mck recover finishes or undoes it"));
        return lines;
    }

    /** {@code 1 GiB in 2 chunks: node 0 512 MiB, node 1 512 MiB}. */
    static String memory(NodeStatus status) {
        TreeMap<Integer, Long> nodes = new TreeMap<>();
        status.memory().forEach(c -> nodes.merge(c.node(), c.size(), Long::sum));
        if (nodes.isEmpty()) {
            return "no memory";
        }
        return "%s in %s: %s"
                .formatted(
                        ByteCount.text(status.bytes()),
                        ByteCount.counted(status.memory().size(), "chunk"),
                        nodes.entrySet().stream()
                                .map(e -> "node %d %s".formatted(e.getKey(), ByteCount.text(e.getValue())))
                                .collect(Collectors.joining(", ")));
    }

    /** Writes the members of an object that the caller begins and ends. */
    @FunctionalInterface
    interface Members {
        void write(JsonWriter json) throws IOException;
    }

    /** One JSON object. */
    static String json(Members members) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            members.write(json);
            json.endObject();
        }
        return text.toString();
    }

    /** McKernel's CPUs as an object of their own. */
    static String cpusJson(NodeStatus status) throws IOException {
        return json(json -> cpus(json, status));
    }

    /** McKernel's memory as an object of its own. */
    static String memoryJson(NodeStatus status) throws IOException {
        return json(json -> memory(json, status));
    }

    /** What a shutdown has released; empty lists if there was nothing. */
    static String releasedJson(Optional<NodeStatus> before) throws IOException {
        return json(json -> {
            if (before.isPresent()) {
                cpus(json, before.get());
                memory(json, before.get());
            } else {
                json.name("cpus")
                        .beginArray()
                        .endArray()
                        .name("memory")
                        .beginArray()
                        .endArray();
            }
        });
    }

    /** All of it as one JSON object. */
    static String json(String banner, NodeStatus status) throws IOException {
        return json(json -> {
            json.name("node").value(banner).name("machine").value(status.machine());
            json.name("status")
                    .value(status.status().userName())
                    .name("driverStatus")
                    .value(status.status().name());
            json.name("stoppedForDump").value(status.held());
            json.name("bootTime").value(status.bootTime().map(Object::toString).orElse(null));
            json.name("arguments").value(status.arguments()).name("dumpLevel").value(status.dumpLevel());
            json.name("ikcMap").value(status.ikcMap()).name("owner").value(status.owner());
            cpus(json, status);
            memory(json, status);
            json.name("history").beginArray();
            for (String command : status.history()) {
                json.value(command);
            }
            json.endArray();
            if (!status.facts().isEmpty()) {
                json.name("facts").beginObject();
                for (NodeStatus.Fact fact : status.facts()) {
                    json.name(fact.name()).value(fact.text());
                }
                json.endObject();
            }
            json.name("interrupted").value(status.interrupted().orElse(null));
        });
    }

    private static void cpus(JsonWriter json, NodeStatus status) throws IOException {
        json.name("cpus").beginArray();
        for (NodeStatus.Cpu cpu : status.cpus()) {
            json.beginObject()
                    .name("cpu")
                    .value(cpu.number())
                    .name("linux")
                    .value(cpu.linuxNumber())
                    .name("node")
                    .value(cpu.node())
                    .endObject();
        }
        json.endArray();
    }

    private static String start(NodeStatus.Chunk chunk) {
        return chunk.start().isPresent() ? "0x" + Long.toHexString(chunk.start().getAsLong()) : null;
    }

    private static void memory(JsonWriter json, NodeStatus status) throws IOException {
        json.name("memory").beginArray();
        for (NodeStatus.Chunk chunk : status.memory()) {
            json.beginObject()
                    .name("start")
                    .value(start(chunk))
                    .name("bytes")
                    .value(chunk.size())
                    .name("node")
                    .value(chunk.node())
                    .endObject();
        }
        json.endArray();
    }
}
