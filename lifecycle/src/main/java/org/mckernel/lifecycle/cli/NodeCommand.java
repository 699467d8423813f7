package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.ihk.IhkNode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.RequestException;
import org.mckernel.lifecycle.sim.SimulatedNode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command on a node has in common: which node, and errors as one line. */
abstract class NodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--node",
            paramLabel = "ihk|sim",
            description = "Work on the node with IHK or on a simulated one. Default: ihk if IHK is installed.")
    private String kind;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where the node's state is kept. Default: /run/mck; of the simulated node $XDG_STATE_HOME/mck or"
                            + " ~/.local/state/mck.")
    private Path stateDirectory;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description =
                    "Work on a node in a directory, never on this computer: its /proc, /sys, /dev and programs are"
                            + " below DIR. Implies --node ihk.")
    private Path root;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Where IHK is installed. Default: /etc/mck/mck.conf.")
    private Path config;

    @Option(
            names = "--driver",
            paramLabel = "tools|ioctl",
            description = "Control IHK by its tools or by its device files. Default: as configured, else tools.")
    private String driver;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    private Nodes nodes;

    /** Sets what chooses the node. */
    final void use(Nodes chooser) {
        nodes = chooser;
    }

    /** The work itself. */
    abstract int run(Node node) throws IOException, NodeException, RequestException, UsageException;

    /** A description of the machine to simulate; only a boot can choose. */
    Optional<Path> machine() {
        return Optional.empty();
    }

    /** The image to boot. */
    Optional<Path> image() {
        return Optional.empty();
    }

    /** Whether IHK's own device is given to the owner, too. */
    boolean wholeDevice() {
        return false;
    }

    /** Whether the result is printed as JSON. */
    final boolean json() {
        return json;
    }

    /** A file's name from the command line, which must be one. */
    static Path named(Path file) throws UsageException {
        if (file.toString().isBlank()) {
            throw new UsageException("FILE: expected a name, found an empty value");
        }
        return file;
    }

    /** What an interrupted or failed command says about the node, before a result: which it is and why. */
    String banner(Node node) {
        return kind == null && node instanceof SimulatedNode ? node.banner() + " (no IHK here)" : node.banner();
    }

    @Override
    public Integer call() {
        try (TerminationHandler interruption = TerminationHandler.ofThisThread()) {
            return perform(interruption);
        }
    }

    private int perform(TerminationHandler interruption) {
        try {
            Node node = node();
            if (node instanceof IhkNode) {
                interruption.allow(IhkNode.LONGEST_UNDOING);
            }
            return run(node);
        } catch (RequestException | UsageException e) {
            return fail(e.getMessage() + "; see mck help " + spec.name(), e, ExitCode.USAGE);
        } catch (NodeException e) {
            return fail(e.line(), e, ExitCode.ERROR);
        } catch (ClosedByInterruptException e) {
            return fail("interrupted", e, ExitCode.ERROR);
        } catch (IOException | RuntimeException e) {
            return fail(ErrorLine.of(e), e, ExitCode.ERROR);
        } catch (OutOfMemoryError | InternalError | StackOverflowError e) {
            return fail(ErrorLine.of(e), e, ExitCode.ERROR);
        }
    }

    private Node node() throws IOException, UsageException {
        named("--state-dir", stateDirectory);
        named("--root", root);
        named("--config", config);
        named("--machine", machine().orElse(null));
        named("--image", image().orElse(null));
        Nodes.Kind chosen = root != null && kind == null ? Nodes.Kind.IHK : nodes.kind(kind);
        if (chosen == Nodes.Kind.IHK) {
            return nodes.ihk(new Nodes.Options(
                    Optional.ofNullable(stateDirectory),
                    Optional.ofNullable(root),
                    Optional.ofNullable(config),
                    Optional.ofNullable(driver),
                    image(),
                    wholeDevice(),
                    this::note));
        }
        onlyIhk("--root", root != null);
        onlyIhk("--config", config != null);
        onlyIhk("--driver", driver != null);
        onlyIhk("--chown-device", wholeDevice());
        return nodes.simulated(stateDirectory, machine(), image());
    }

    private static void onlyIhk(String option, boolean given) throws UsageException {
        if (given) {
            throw new UsageException(option + ": is for --node ihk; the simulated node does not support it");
        }
    }

    /** An empty name would be the current directory's. */
    private static void named(String option, Path file) throws UsageException {
        if (file != null && file.toString().isBlank()) {
            throw new UsageException(option + ": expected a name, found an empty value");
        }
    }

    private void note(String line) {
        System.err.println("mck: " + spec.name() + ": note: " + line);
    }

    private int fail(String line, Throwable failure, int code) {
        System.err.println("mck: " + spec.name() + ": " + line);
        if (debug && failure != null) {
            failure.printStackTrace();
        }
        return code;
    }
}
