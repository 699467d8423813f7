package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mckernel.lifecycle.driver.ToolDriver;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.request.Owner;

/** A node in a folder for a test, and what was told about it. */
record PracticeFolder(Path path, List<String> notes) {
    private static final Path MAKE = Path.of("../test-dumps/node-folder/make");
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    static PracticeFolder make(Path path, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(MAKE.toString(), path.toString()));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(line + " failed");
        }
        return new PracticeFolder(path, new ArrayList<>());
    }

    IhkNode node() throws IOException {
        return node((_, _) -> {}, Optional.empty());
    }

    IhkNode node(PlanRunner.Probe probe, Optional<Owner> owner) throws IOException {
        Host host = Host.inFolder(path);
        Installation installation = InstallationFile.read(host.path(Installation.FILE), false);
        return new IhkNode(new IhkNode.Settings(host, installation, new ToolDriver(host, installation.prefix()),
                Optional.empty(), host.path(IhkNode.STATE), owner, false, probe, Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ZERO, notes::add));
    }

    String text(String file) throws IOException {
        return Files.readString(path.resolve(file)).strip();
    }

    void write(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }

    /** Programs that were started, in order, but for those that only look. */
    List<String> changes() throws IOException {
        return Files.readAllLines(path.resolve(".node/calls")).stream().filter(c -> !c.matches(
                ".* (query|get|is-active|kmsg)\\b.*|taskset .*|sync *")).toList();
    }

    void forgetCalls() throws IOException {
        write(".node/calls", "");
    }
}
