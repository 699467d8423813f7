package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck image}: the kernel's image as a file, for analysers. */
@Command(
        name = "image",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Writes the kernel's image to a file; eclair needs it together with a dump.",
        footer = {"", ExitCode.HELP, "", "Example:", "  mck image && mck eclair -k mckernel.img -d out.mckdump"})
final class ImageCommand extends NodeCommand {
    @Option(names = "--force", description = "Replace an existing FILE.")
    private boolean force;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Output file. Default: ${DEFAULT-VALUE}.",
            defaultValue = "mckernel.img")
    private Path file;

    @Override
    int run(Node node) throws IOException, NodeException, UsageException {
        node.writeImage(named(file), force);
        long bytes = Files.size(file);
        if (json()) {
            System.out.println(StatusText.json(json ->
                    json.name("file").value(file.toString()).name("bytes").value(bytes)));
            return ExitCode.COMPLETE;
        }
        System.out.println("%s: %s".formatted(file, ByteCount.text(bytes)));
        return ExitCode.COMPLETE;
    }
}
