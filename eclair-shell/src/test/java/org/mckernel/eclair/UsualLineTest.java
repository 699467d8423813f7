package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What {@link Eclair} reads without picocli, it reads as picocli does; all else it leaves to it. */
class UsualLineTest {
    private static final List<String> WORDS = List.of(
            "-k",
            "-d",
            "-e",
            "-x",
            "-l",
            "-c",
            "--batch",
            "--json",
            "--csv",
            "--force",
            "--no-history",
            "--no-pager",
            "--color",
            "--debug",
            "--execute",
            "--script",
            "-h",
            "bt",
            "a file",
            "foreach bt -u",
            "p a -> b",
            "",
            "-lc",
            "-kimage",
            "--batch=true",
            "@nothing",
            "--",
            "x=y",
            "${x}",
            "\"q\"");

    /** Nothing of {@code words} may be needed to read the line, so a mistake in one of the two shows. */
    private static boolean agrees(String... line) {
        Eclair quick = new Eclair();
        if (!quick.take(line)) {
            return false;
        }
        Eclair slow = new Eclair();
        try {
            new CommandLine(slow).parseArgs(line);
        } catch (ParameterException e) {
            throw new AssertionError("picocli refuses " + List.of(line), e);
        }
        assertThat(quick)
                .as(List.of(line).toString())
                .usingRecursiveComparison()
                .isEqualTo(slow);
        return true;
    }

    @Test
    void scriptsAreReadWithoutPicocli() {
        assertThat(agrees("-k", "mckernel.img", "-d", "dump", "--batch", "-e", "foreach bt", "-e", "quit"))
                .isTrue();
        assertThat(agrees("-d", "dump", "--json", "-l", "-c", "--force", "--no-history", "--no-pager", "-x", "file"))
                .isTrue();
        assertThat(agrees()).isTrue();
    }

    @Test
    void whatIsUnusualIsLeftToPicocli() {
        assertThat(agrees("--json", "--csv")).isFalse();
        assertThat(agrees("-d")).isFalse();
        assertThat(agrees("-d", "--batch")).isFalse();
        assertThat(agrees("-d", "a", "-d", "b")).isFalse();
        assertThat(agrees("--batch", "word")).isFalse();
        assertThat(agrees("--help")).isFalse();
    }

    @Test
    void bothAgreeOnLinesOfAnyWords() {
        Random random = new Random(4711);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            List<String> line = new ArrayList<>();
            for (int words = random.nextInt(7); words > 0; words--) {
                line.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            read += agrees(line.toArray(String[]::new)) ? 1 : 0;
        }
        assertThat(read).isGreaterThan(500);
    }
}
