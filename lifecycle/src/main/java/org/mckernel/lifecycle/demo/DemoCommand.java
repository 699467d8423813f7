package org.mckernel.lifecycle.demo;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.cli.TerminationHandler;
import org.mckernel.lifecycle.host.DirectoryTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mck demo}: boots a simulated instance, runs work on it, lets it panic, converts the vmcore and analyses the
 * result. All of it happens in a temporary directory, by the command lines that a user would type there.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Shows a simulated instance: boot, work, panic, dump, analysis. Needs nothing, changes nothing.",
        footer = {
            "",
            "It works in a temporary directory under $$TMPDIR or /tmp, and needs 30 MiB there.",
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck demo",
            "  mck demo --keep    # then analyse the dump yourself"
        })
public final class DemoCommand implements Callable<Integer> {
    private final Programs programs;

    @Option(names = "--keep", description = "Keep the files and print where they are.")
    private boolean keep;

    /** @param programs what the demonstration runs */
    public DemoCommand(Programs programs) {
        this.programs = programs;
    }

    @Override
    public Integer call() {
        return call(temporary(System.getenv()));
    }

    /** Where temporary files go. */
    static Path temporary(Map<String, String> environment) {
        String chosen = environment.getOrDefault("TMPDIR", "");
        return Path.of(chosen.isEmpty() ? System.getProperty("java.io.tmpdir") : chosen);
    }

    int call(Path temporary) {
        try (TerminationHandler interruption = TerminationHandler.ofThisThread()) {
            Path directory;
            try {
                directory = Files.createTempDirectory(temporary, "mck-demo");
            } catch (IOException e) {
                return fail(named(temporary, e));
            }
            boolean complete = false;
            try {
                int code = new DemoScript(directory, programs, interruption).run();
                complete = code == ExitCode.COMPLETE;
                return code;
            } catch (IOException e) {
                return fail(named(directory, e));
            } finally {
                Thread.interrupted(); // what follows must be done
                leave(directory, complete, interruption.asked());
            }
        }
    }

    private void leave(Path directory, boolean complete, boolean interrupted) {
        if (keep) {
            System.out.println("files kept in " + directory);
            return;
        }
        try {
            DirectoryTree.delete(directory);
            if (interrupted) {
                System.err.println("mck: demo: interrupted; all files were deleted");
            } else if (complete) {
                System.out.println("# all files were deleted; `mck demo --keep` keeps them for your own analysis");
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private static IOException named(Path place, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        return new FileSystemException(place.toString(), null, "cannot be written: " + e.getMessage());
    }

    private static int fail(IOException e) {
        System.err.println("mck: demo: " + ErrorLine.of(e));
        return ExitCode.ERROR;
    }
}
