package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.PanicRequest;
import org.mckernel.lifecycle.node.VmcoreForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck panic}: a panic of Linux with McKernel inside. */
@Command(name = "panic", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100, description = "Lets McKernel fail and Linux panic, and writes the vmcore that Linux leaves. Simulated node only.", footer = {
        "", ExitCode.HELP, "", "Example:", "  mck panic --format kdump-zlib vmcore"})
final class PanicCommand extends InstanceCommand {
    @Option(names = "--fault", paramLabel = "KIND", description = "What goes wrong before. Default: ${DEFAULT-VALUE}.", defaultValue = "null-read")
    private String fault;

    @Option(names = "--format", paramLabel = "FORM", description = "elf, kdump-raw, kdump-zlib, kdump-lzo, kdump-snappy, kdump-zstd or flattened. Default: ${DEFAULT-VALUE}.", defaultValue = "elf")
    private String format;

    @Option(names = "--force", description = "Replace an existing FILE.")
    private boolean force;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where the vmcore goes. Default: ${DEFAULT-VALUE}.", defaultValue = "vmcore")
    private Path file;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException, UsageException {
        VmcoreForm form = VmcoreForm.of(format)
                .orElseThrow(() -> new UsageException("--format: expected one of %s, found \"%s\""
                        .formatted(Arrays.stream(VmcoreForm.values()).map(VmcoreForm::word)
                                .collect(Collectors.joining(", ")), format)));
        if (!fault.equals("null-read")) {
            throw new UsageException("--fault: expected null-read, found \"%s\"".formatted(fault));
        }
        node.panic(new PanicRequest(file, fault, form, force));
        System.out.println("%s: %s, %s; McKernel has panicked (%s)".formatted(file, form.word(),
                ByteCount.text(Files.size(file)), fault));
        return ExitCode.COMPLETE;
    }
}
