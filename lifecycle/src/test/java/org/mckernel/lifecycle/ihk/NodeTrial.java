package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.mckernel.lifecycle.driver.ToolDriver;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.InstallationFile;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.Owner;

/** A node in a directory, as {@code test-dumps/node-directory/make} makes it, and what is done with it. */
record NodeTrial(Path directory, List<String> notes) {
    /** When all boots happen. */
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private static final Path MAKE = Path.of("../test-dumps/node-directory/make");
    /** What stand-ins only log, and what no kernel stores. */
    private static final String NOT_STATE =
            "\\.node/(calls|rules|pid|oops|count\\..*|conf\\..*)|proc/sys/vm/(drop_caches|compact_memory)";

    /** Makes the directory. */
    static NodeTrial in(Path directory, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(MAKE.toString(), directory.toString()));
        line.addAll(List.of(options));
        run(line);
        return new NodeTrial(directory, new ArrayList<>());
    }

    /** Another like this one. */
    NodeTrial copy(Path to) throws IOException, InterruptedException {
        run(List.of("cp", "-a", directory.toString(), to.toString()));
        return new NodeTrial(to, new ArrayList<>());
    }

    void remove() throws IOException, InterruptedException {
        run(List.of("rm", "-r", directory.toString()));
    }

    private static void run(List<String> line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(line + " failed");
        }
    }

    /** The node, seen by a command that has just been started. */
    IhkNode node() throws IOException {
        return node((_, _) -> {});
    }

    IhkNode node(PlanRunner.Probe probe) throws IOException {
        return node(probe, Optional.empty());
    }

    IhkNode node(PlanRunner.Probe probe, Optional<Owner> owner) throws IOException {
        Host host = Host.inDirectory(directory);
        Installation installation = InstallationFile.read(host.path(Installation.FILE), false);
        return new IhkNode(new IhkNode.Settings(
                host,
                installation,
                new ToolDriver(host, installation.prefix()),
                Optional.empty(),
                host.path(IhkNode.STATE),
                owner,
                false,
                probe,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofMillis(500),
                notes::add));
    }

    /** Asks for everything that a boot can do. */
    static BootRequest request() throws Exception {
        return BootRequest.builder()
                .cpus("6,2-3")
                .memory("256M@0,128M@1")
                .ikcMap("6:0+2-3:1")
                .redirectLog("1")
                .hangInterval("30")
                .dumpLevel("0")
                .build();
    }

    /** The same without a monitor, for whose last words a shutdown waits. */
    static BootRequest quietRequest() throws Exception {
        return BootRequest.builder()
                .cpus("6,2-3")
                .memory("256M@0,128M@1")
                .ikcMap("6:0+2-3:1")
                .dumpLevel("0")
                .build();
    }

    void perform(IhkNode node, String operation) throws Exception {
        switch (operation) {
            case "boot" -> node.boot(request());
            case "reboot", "quiet boot" -> node.boot(quietRequest());
            case "shutdown" -> node.shutdown();
            case "recover" -> node.recover();
            default -> throw new IllegalArgumentException(operation);
        }
    }

    /** What must be there before an operation. */
    void prepare(String operation) throws Exception {
        if (!operation.equals("boot")) {
            perform(node(), "quiet boot");
        }
        forget();
    }

    /** Clears the logs and rules of the stand-ins. */
    void forget() throws IOException {
        Files.writeString(file(".node/calls"), "");
        Files.deleteIfExists(file(".node/rules"));
        try (DirectoryStream<Path> counts = Files.newDirectoryStream(file(".node"), "count.*")) {
            for (Path count : counts) {
                Files.delete(count);
            }
        }
    }

    /** Lets the monitor die, as its last words would cost a shutdown two seconds. */
    void endMonitor() throws IOException, InterruptedException {
        try (DirectoryStream<Path> monitors = Files.newDirectoryStream(file("proc"), "5[0-9]*")) {
            for (Path monitor : monitors) {
                run(List.of("rm", "-r", monitor.toString()));
            }
        }
    }

    /** {@code program|n-th|pattern|action|value|words}. */
    void rule(String... lines) throws IOException {
        Files.write(file(".node/rules"), List.of(lines));
    }

    /** A setting of the stand-ins. */
    void setting(String name, String value) throws IOException {
        Files.writeString(file(".node/conf." + name), value);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** The contents of a small file. */
    String text(String name) throws IOException {
        return Files.readString(file(name)).strip();
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** Starts of programs, but for those that only look. */
    List<String> changes() throws IOException {
        return calls().stream()
                .filter(c -> !c.matches(".* (query|get|is-active|kmsg)\\b.*|taskset .*|sync *"))
                .toList();
    }

    /** Every start of a program, as {@code program arguments}. */
    List<String> calls() throws IOException {
        return Files.readAllLines(file(".node/calls"));
    }

    /** Everything in the directory that is state: type, mode, owner and content of each file, by name. */
    NavigableMap<String, String> snapshot() throws IOException {
        NavigableMap<String, String> files = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return put(path, "directory");
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return put(
                        path,
                        attributes.isSymbolicLink()
                                ? "link " + Files.readSymbolicLink(path)
                                : "file " + Files.readString(path, StandardCharsets.ISO_8859_1));
            }

            private FileVisitResult put(Path path, String content) throws IOException {
                String name = directory.relativize(path).toString();
                if (!name.matches(NOT_STATE)) {
                    Map<String, Object> unix =
                            Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
                    files.put(
                            name,
                            "%o %s:%s %s".formatted((int) unix.get("mode"), unix.get("uid"), unix.get("gid"), content));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
