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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed images are what the committed sources build. */
class PracticeKernelTest {
    private static final Path DIRECTORY = Path.of("practice-kernel");

    /** The processors that there is an image for. */
    enum Built {
        X86_64("x86_64", ".", "gcc"),
        ARM64("arm64", "arm64", "aarch64-linux-gnu-gcc");

        private final String name;
        private final Path image;
        private final String compiler;

        Built(String name, String image, String compiler) {
            this.name = name;
            this.image = DIRECTORY.resolve(image);
            this.compiler = compiler;
        }

        private List<String> from() throws IOException {
            return Files.readAllLines(image.resolve("mckernel.built-from"));
        }

        private String version() {
            try {
                Process gcc = new ProcessBuilder(compiler, "-dumpfullversion").start();
                return new String(gcc.getInputStream().readAllBytes(), UTF_8).strip();
            } catch (IOException e) {
                return "none";
            }
        }
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @ParameterizedTest
    @EnumSource
    void sourcesAreThoseOfTheImage(Built built) throws Exception {
        List<String> from = built.from();
        for (String line : from.subList(1, from.size())) {
            int space = line.indexOf(' ');
            String name = line.substring(space).strip();
            assertThat(sha256(DIRECTORY.resolve(name)))
                    .as("%s; run practice-kernel/build %s", name, built.name)
                    .isEqualTo(line.substring(0, space));
        }
        int sources = 0;
        for (Path directory : List.of(DIRECTORY, DIRECTORY.resolve(built.name))) {
            try (Stream<Path> files = Files.list(directory)) {
                sources += (int) files.map(Path::toString)
                        .filter(n -> n.matches(".*\\.[chS]|.*\\.lds|.*/build"))
                        .count();
            }
        }
        assertThat(from).hasSize(1 + sources);
    }

    @ParameterizedTest
    @EnumSource
    void theSameCompilerBuildsTheSameBytes(Built built, @TempDir Path out) throws Exception {
        String version = built.from().getFirst();
        assumeTrue(built.version().equals(version), "needs %s %s".formatted(built.compiler, version));
        Process build = new ProcessBuilder(DIRECTORY.resolve("build").toString(), built.name, out.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), UTF_8);

        assertThat(build.waitFor()).as(said).isZero();
        assertThat(out.resolve("mckernel.img")).hasSameBinaryContentAs(built.image.resolve("mckernel.img"));
    }
}
