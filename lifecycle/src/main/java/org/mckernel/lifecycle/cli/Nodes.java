package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mckernel.lifecycle.driver.Generation;
import org.mckernel.lifecycle.driver.IhkDriver;
import org.mckernel.lifecycle.driver.IoctlDriver;
import org.mckernel.lifecycle.driver.ToolDriver;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.ihk.IhkNode;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.InstallationFile;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.request.Owner;
import org.mckernel.lifecycle.request.RequestException;
import org.mckernel.lifecycle.sim.SimulatedNode;

/**
 * Chooses the node that a command works on.
 *
 * @param environment variables: XDG_STATE_HOME for the simulated node's state, SUDO_USER for the owner of a device
 */
public record Nodes(Map<String, String> environment) {
    /**
     * Signs that IHK is installed: its device, its module, what a boot or a killed command left before or
     * after these were there, and an installation that waits for its first boot.
     */
    private static final List<Path> IHK = List.of(
            Path.of("/dev/mcd0"),
            Path.of("/sys/module/ihk"),
            Path.of(IhkNode.STATE),
            Path.of("/usr/local/mckernel/sbin/ihkosctl"));

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The word of {@code --node}, or which node is here. */
    enum Kind {
        IHK,
        SIM
    }

    /**
     * What the command line says about IHK's node.
     *
     * @param state where its state is kept
     * @param root the directory of a node in a directory
     * @param config where IHK's installation is described
     * @param driver how IHK is asked
     * @param image McKernel's image
     * @param wholeDevice whether IHK's own device changes its owner, too
     * @param notes takes what stops nothing
     */
    record Options(
            Optional<Path> state,
            Optional<Path> root,
            Optional<Path> config,
            Optional<String> driver,
            Optional<Path> image,
            boolean wholeDevice,
            Consumer<String> notes) {}

    public Nodes {
        environment = Map.copyOf(environment);
    }

    /** Nodes as this program's own environment chooses them. */
    public static Nodes ofThisProgram() {
        return new Nodes(System.getenv());
    }

    /** Whether commands work on the node with IHK by default. */
    public boolean ihkIsHere() {
        return IHK.stream().anyMatch(Files::exists);
    }

    /** Which node to use; {@code asked} is null for whichever is here. */
    Kind kind(String asked) throws UsageException {
        if (asked == null) {
            return ihkIsHere() ? Kind.IHK : Kind.SIM;
        }
        return switch (asked) {
            case "ihk" -> Kind.IHK;
            case "sim" -> Kind.SIM;
            default -> throw new UsageException("--node: expected ihk or sim, found \"%s\"".formatted(asked));
        };
    }

    Node simulated(Path stateDirectory, Optional<Path> machine, Optional<Path> image) {
        Path directory = stateDirectory == null ? defaultDirectory() : stateDirectory;
        return new SimulatedNode(
                directory, new SimulatedNode.Settings(machine, image, (_, _) -> {}, Clock.systemUTC(), PATIENCE));
    }

    /** This computer, or a node in a directory. */
    Node ihk(Options options) throws IOException, UsageException {
        Host host = options.root().isPresent() ? Host.inDirectory(options.root().get()) : Host.real();
        Installation installation = InstallationFile.read(
                options.config().orElse(host.path(Installation.FILE)),
                options.config().isPresent());
        if (options.driver().isPresent()) {
            if (!Installation.DRIVERS.contains(options.driver().get())) {
                throw new UsageException("--driver: expected tools or ioctl, found \"%s\""
                        .formatted(options.driver().get()));
            }
            installation = installation.withDriver(options.driver().get());
        }
        return new IhkNode(new IhkNode.Settings(
                host,
                installation,
                driver(host, installation),
                options.image(),
                options.state().orElse(host.path(IhkNode.STATE)),
                owner(host),
                options.wholeDevice(),
                (_, _) -> {},
                Clock.systemUTC(),
                PATIENCE,
                options.notes()));
    }

    private static IhkDriver driver(Host host, Installation installation) {
        return installation.driver().equals("tools")
                ? new ToolDriver(host, installation.prefix())
                : new IoctlDriver(host, installation.generation().map(Generation::valueOf));
    }

    /** The user who ran this by sudo. */
    private Optional<Owner> owner(Host host) {
        String user = environment.getOrDefault("SUDO_USER", "");
        try {
            return host.isReal() && !user.isEmpty() && !user.equals("root")
                    ? Optional.of(Owner.parse("SUDO_USER", user))
                    : Optional.empty();
        } catch (RequestException e) {
            return Optional.empty(); // a name that cannot be one; the device stays root's
        }
    }

    /** {@code $XDG_STATE_HOME/mck}, or {@code ~/.local/state/mck}. */
    Path defaultDirectory() {
        String home = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = home.startsWith("/") ? Path.of(home) : Path.of(System.getProperty("user.home"), ".local", "state");
        return base.resolve("mck");
    }
}
