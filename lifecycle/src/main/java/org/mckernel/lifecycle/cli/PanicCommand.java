package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.Fault;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.PanicRequest;
import org.mckernel.lifecycle.node.SimulationNode;
import org.mckernel.lifecycle.node.VmcoreFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck panic}: a panic of Linux with McKernel inside. */
@Command(
        name = "panic",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Makes McKernel fail and Linux panic, and writes the resulting vmcore. Simulated node only.",
        footer = {
            "",
            "Kinds of fault; \"it\" is McKernel:",
            "  null-read     it reads through a null pointer",
            "  null-write    it writes through a null pointer",
            "  bad-jump      it calls an address that is not a function",
            "  wild-pointer  it follows a run queue that was overwritten",
            "  user-fault    a program accesses unmapped memory",
            "  hang          it spins on a lock; nothing is logged",
            "  linux         nothing: Linux panics by itself while it works",
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck panic --format kdump-zlib vmcore",
            "  mck panic --fault hang"
        })
final class PanicCommand extends InstanceCommand {
    @Option(
            names = "--fault",
            paramLabel = "KIND",
            description = "What fails in McKernel first; see below. Default: ${DEFAULT-VALUE}.",
            defaultValue = "null-read")
    private String fault;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description =
                    "elf, kdump-raw, kdump-zlib, kdump-lzo, kdump-snappy, kdump-zstd, kdump-mixed, diskdump, flattened"
                            + " (of kdump-zlib) or flattened-elf. Default: ${DEFAULT-VALUE}.",
            defaultValue = "elf")
    private String format;

    @Option(names = "--force", description = "Replace an existing FILE.")
    private boolean force;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where the vmcore goes. Default: ${DEFAULT-VALUE}.",
            defaultValue = "vmcore")
    private Path file;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException, UsageException {
        VmcoreFormat form = VmcoreFormat.of(format)
                .orElseThrow(() -> new UsageException(
                        "--format: expected one of %s, found \"%s\"".formatted(VmcoreFormat.words(), format)));
        Fault happens = Fault.of(fault)
                .orElseThrow(() -> new UsageException(
                        "--fault: expected one of %s, found \"%s\"".formatted(Fault.words(), fault)));
        if (!(node instanceof SimulationNode simulation)) {
            throw new NodeException(
                    Errno.EPERM, "%s cannot be made to panic; --node sim simulates one".formatted(node.banner()));
        }
        simulation.panic(new PanicRequest(named(file), happens, form, force));
        long bytes = Files.size(file);
        if (json()) {
            System.out.println(StatusText.json(json -> json.name("file")
                    .value(file.toString())
                    .name("bytes")
                    .value(bytes)
                    .name("format")
                    .value(form.word())
                    .name("fault")
                    .value(fault)));
            return ExitCode.COMPLETE;
        }
        System.out.println("%s: %s, %s; %s (%s)"
                .formatted(
                        file,
                        form.word(),
                        ByteCount.text(bytes),
                        happens.after() == OsStatus.FAILED
                                ? "McKernel has panicked"
                                : "Linux has panicked, McKernel logged nothing",
                        fault));
        return ExitCode.COMPLETE;
    }
}
