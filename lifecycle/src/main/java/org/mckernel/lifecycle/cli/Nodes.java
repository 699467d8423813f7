package org.mckernel.lifecycle.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.sim.SimulatedNode;

/** Chooses the node that a command works on. */
final class Nodes {
    private static final Path IHK_DEVICE = Path.of("/dev/mcd0");
    private static final Path IHK_MODULE = Path.of("/sys/module/ihk");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The word of {@code --node}, or which node is here. */
    enum Kind {
        IHK, SIM
    }

    private Nodes() {}

    /** Which node to use; {@code asked} is null for whichever is here. */
    static Kind kind(String asked) throws UsageException {
        if (asked == null) {
            return Files.exists(IHK_DEVICE) || Files.exists(IHK_MODULE) ? Kind.IHK : Kind.SIM;
        }
        return switch (asked) {
            case "ihk" -> Kind.IHK;
            case "sim" -> Kind.SIM;
            default -> throw new UsageException("--node: expected ihk or sim, found \"%s\"".formatted(asked));
        };
    }

    static Node simulated(Path stateDirectory, Optional<Path> machine, Optional<Path> image) {
        Path directory = stateDirectory == null ? defaultDirectory(System.getenv()) : stateDirectory;
        return new SimulatedNode(directory, new SimulatedNode.Settings(machine, image, (_, _) -> {},
                Clock.systemUTC(), PATIENCE));
    }

    /** {@code $XDG_STATE_HOME/mck}, or {@code ~/.local/state/mck}. */
    static Path defaultDirectory(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = home.startsWith("/")
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return base.resolve("mck");
    }
}
