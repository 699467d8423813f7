package org.mckernel.testdumps.practice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed image is what the committed sources build. */
class PracticeKernelTest {
    private static final Path FOLDER = Path.of("practice-kernel");

    private static List<String> builtFrom() throws IOException {
        return Files.readAllLines(FOLDER.resolve("mckernel.built-from"));
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void sourcesAreThoseOfTheImage() throws Exception {
        for (String line : builtFrom().subList(1, builtFrom().size())) {
            int space = line.indexOf(' ');
            String name = line.substring(space).strip();
            assertThat(sha256(FOLDER.resolve(name))).as("%s; run practice-kernel/build", name)
                    .isEqualTo(line.substring(0, space));
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            long sources = files.map(Path::toString).filter(n -> n.matches(".*\\.[chS]|.*\\.lds|.*/build")).count();
            assertThat(builtFrom()).hasSize(1 + (int) sources);
        }
    }

    @Test
    void theSameCompilerBuildsTheSameBytes(@TempDir Path out) throws Exception {
        assumeTrue(compiler().equals(builtFrom().getFirst()), "needs gcc " + builtFrom().getFirst());
        Process build = new ProcessBuilder(FOLDER.resolve("build").toString(), out.toString()).redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), UTF_8);

        assertThat(build.waitFor()).as(said).isZero();
        assertThat(out.resolve("mckernel.img")).hasSameBinaryContentAs(FOLDER.resolve("mckernel.img"));
    }

    private static String compiler() throws IOException {
        try {
            Process gcc = new ProcessBuilder("gcc", "-dumpfullversion").start();
            return new String(gcc.getInputStream().readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            return "none";
        }
    }
}
