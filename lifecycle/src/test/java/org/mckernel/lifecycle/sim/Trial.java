package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Fault;
import org.mckernel.lifecycle.node.PanicRequest;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.node.VmcoreFormat;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.lifecycle.request.BootRequest;

/**
 * A small simulated node in a directory of its own, with a fixed clock: the same commands give the same state.
 */
record Trial(Path directory) {
    static final List<String> OPERATIONS = List.of("boot", "run", "dump", "panic", "shutdown");
    private static final String MACHINE = """
        node 0 cpus 0-3 memory 256M
        node 1 cpus 4-7 memory 256M
        """;

    /** Makes the directory. */
    static Trial in(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("out"));
        Files.writeString(directory.resolve("machine"), MACHINE);
        return new Trial(directory);
    }

    Path state() {
        return directory.resolve("state");
    }

    /** The file that a dump or a panic writes. */
    Path file() {
        return directory.resolve("out").resolve("dump");
    }

    SimulatedNode node() {
        return node((_, _) -> {});
    }

    SimulatedNode node(PlanRunner.Probe probe) {
        return new SimulatedNode(
                state(),
                new SimulatedNode.Settings(
                        Optional.of(directory.resolve("machine")),
                        Optional.empty(),
                        probe,
                        Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
                        Duration.ofMillis(200)));
    }

    static BootRequest request() throws Exception {
        return BootRequest.builder()
                .cpus("2-3,6")
                .memory("64M@0,32M@1")
                .dumpLevel("0")
                .build();
    }

    /** What an operation needs to be there before. */
    void prepare(String operation) throws Exception {
        if (!operation.equals("boot")) {
            perform(node(), "boot");
            node().start(Workload.DEADLOCK, 1, 2);
        }
    }

    void perform(SimulatedNode node, String operation) throws Exception {
        switch (operation) {
            case "boot" -> node.boot(request());
            case "run" -> node.start(Workload.SLEEP, 2, 1);
            case "dump" -> node.dump(new DumpRequest(file(), 0, false, false));
            case "panic" -> node.panic(new PanicRequest(file(), Fault.NULL_READ, VmcoreFormat.KDUMP_ZLIB, false));
            case "shutdown" -> node.shutdown();
            default -> throw new IllegalArgumentException(operation);
        }
    }

    /** The state's files but for the lock; empty if there is no state. */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : names(state())) {
            if (!name.equals("lock")) {
                files.put(name, Files.readString(state().resolve(name), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /** What is in the directory where dumps go. */
    List<String> outputs() throws IOException {
        return names(directory.resolve("out"));
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }
}
