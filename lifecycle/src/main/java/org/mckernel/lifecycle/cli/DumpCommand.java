package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.RequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck dump}: McKernel's dump of itself, as ihkosctl dump makes it. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Stops McKernel, writes its memory to a file, and resumes it.",
        footer = {
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck dump -d 24 before.mckdump",
            "  mck dump && mck eclair -k mckernel.img -d mcdump_*"
        })
final class DumpCommand extends InstanceCommand {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'mcdump_'yyyyMMdd_HHmmss", Locale.ROOT);

    @Option(
            names = "-d",
            paramLabel = "0|24",
            description =
                    "0: all memory; 24: what the kernel uses. Also applies to a later panic of Linux. Default: 0.")
    private String level = "0";

    @Option(
            names = {"-i", "--interactive"},
            description = "Write the chunk table only, for an analyser that reads live memory.")
    private boolean interactive;

    @Option(names = "--force", description = "Replace an existing FILE.")
    private boolean force;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Output file. Default: mcdump_ with date and time.")
    private Path file;

    @Override
    int runOnInstance(Node node) throws IOException, NodeException, RequestException, UsageException {
        int number = BootRequest.parseLevel("-d", level);
        Path target =
                file == null ? Path.of(LocalDateTime.now(ZoneId.systemDefault()).format(NAME)) : named(file);
        node.dump(new DumpRequest(target, number, interactive, force));
        long bytes = Files.size(target);
        if (json()) {
            System.out.println(StatusText.json(json -> json.name("file")
                    .value(target.toString())
                    .name("bytes")
                    .value(bytes)
                    .name("dumpLevel")
                    .value(number)
                    .name("interactive")
                    .value(interactive)));
            return ExitCode.COMPLETE;
        }
        System.out.println("%s: level %d%s, %s; McKernel is resumed"
                .formatted(target, number, interactive ? ", chunk table only" : "", ByteCount.text(bytes)));
        return ExitCode.COMPLETE;
    }
}
