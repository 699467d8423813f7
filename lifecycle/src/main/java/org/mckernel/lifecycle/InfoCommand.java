package org.mckernel.lifecycle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.eclair.session.DumpInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mck info}: what a file is, and how complete it is. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Shows what each file is and how complete it is, one line per file, wrapped at 100 columns.",
        footer = {"", ExitCode.HELP, "", "Examples:", "  mck info *", "  mck info --chunks out.mckdump"})
final class InfoCommand implements Callable<Integer> {
    private static final int INDENT = 4;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Dump files of any format.")
    private List<Path> files;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Option(names = "--chunks", description = "Print all details of each file, including the chunks of an mckdump.")
    private boolean chunks;

    @Override
    public Integer call() {
        int worst = ExitCode.COMPLETE;
        for (Path file : files) {
            worst = Math.max(worst, show(file));
        }
        return worst;
    }

    private int show(Path file) {
        try (Dump dump = Dumps.open(file)) {
            DumpInfo info = DumpInfo.of(file, dump);
            if (json) {
                System.out.println(info.json());
            } else if (chunks) {
                info.lines().forEach(System.out::println);
            } else {
                LineWrapper.line(file + ": " + info.line(), INDENT).forEach(System.out::println);
            }
            return ExitCode.COMPLETE;
        } catch (IOException | RuntimeException | Error e) {
            System.err.println("mck: " + ErrorLine.of(e));
            return ExitCode.ERROR;
        }
    }
}
