package org.mckernel.eclair;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Loads what most runs of eclair load, in one process, so that Java's ahead-of-time cache of that process serves them:
 * the usual commands on a vmcore. {@code bin/eclair} runs it; users do not.
 */
public final class StartTraining {
    private static final List<String> COMMANDS = List.of(
            "foreach bt",
            "foreach bt -u",
            "bt",
            "bt full",
            "bt -a",
            "info threads",
            "info dump",
            "info registers",
            "ps",
            "triage",
            "doctor",
            "kmsg",
            "frame 1",
            "print clv[0]",
            "print/x cpu_local_var_initialized",
            "ptype struct thread",
            "x/4gx $rsp",
            "x/2i $rip",
            "search 0x1234",
            "search -s panic",
            "sym panic",
            "info line panic",
            "nonsense",
            "help",
            "quit");

    private StartTraining() {}

    /**
     * Runs the commands; their answers do not matter.
     *
     * @param args an image, a vmcore of it compressed by gzip, and a prefix for scratch files
     */
    public static void main(String[] args) throws IOException {
        Path vmcore = Path.of(args[2] + ".vmcore");
        try (InputStream compressed = new GZIPInputStream(Files.newInputStream(Path.of(args[1])))) {
            Files.copy(compressed, vmcore);
        }
        for (String mode : List.of("--json", "--force")) {
            Eclair.run(line(args[0], vmcore.toString(), mode));
        }
        Start.main(new String[] {"-k", args[0], "-d", vmcore.toString(), "--batch", "-e", "quit"});
    }

    private static String[] line(String image, String dump, String mode) {
        List<String> words = new ArrayList<>(List.of("-k", image, "-d", dump, "--batch", mode));
        COMMANDS.forEach(command -> words.addAll(List.of("-e", command)));
        return words.toArray(String[]::new);
    }
}
