package org.mckernel.dump.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineWrapperTest {
    private static final String WORDS = "word ".repeat(30).strip();

    @Test
    void keepsShortLinesUnchanged() {
        assertThat(LineWrapper.line("  short,  with   blanks", 4)).containsExactly("  short,  with   blanks");
        assertThat(LineWrapper.line("x".repeat(100), 4)).containsExactly("x".repeat(100));
    }

    @Test
    void wrapsWithinWidthWithoutLoss() {
        assertThat(LineWrapper.line("  " + WORDS, 4))
                .hasSize(2)
                .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100))
                .last()
                .asString()
                .startsWith("    word");
        assertThat(String.join(" ", LineWrapper.line(WORDS, 4)).replaceAll(" +", " "))
                .isEqualTo(WORDS);
    }

    @Test
    void doesNotSplitLongWords() {
        String path = "/".repeat(120);
        assertThat(LineWrapper.line("file      " + path, 10)).containsExactly("file", "          " + path);
        assertThat(LineWrapper.line(path, 4)).containsExactly(path);
        assertThat(LineWrapper.from(10, "file      " + path)).containsExactly("file      " + path);
    }

    @Test
    void keepsListItemsTogether() {
        String list = "x".repeat(80) + ", 1 of 128 KiB+, 1 of 256 KiB+";
        assertThat(LineWrapper.line(list, 2)).containsExactly("x".repeat(80) + ", 1 of 128 KiB+,", "  1 of 256 KiB+");
    }

    @Test
    void usesSingularAndPlural() {
        assertThat(ByteCount.counted(1, "chunk")).isEqualTo("1 chunk");
        assertThat(ByteCount.counted(0, "chunk")).isEqualTo("0 chunks");
        assertThat(ByteCount.counted(12_000, "process")).isEqualTo("12 000 processes");
    }
}
