package org.mckernel.lifecycle.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
    private static Document parse(String text) {
        return Document.parse("a.md", text.lines().toList());
    }

    @Test
    void tellsCommandsOutputFilesAndMarkedBlocksApart() {
        Document document = parse("""
                # Title
                ```sh
                ls
                ```

                ```text
                a.md
                ```
                <!-- file: machine -->
                ```text
                node 0
                ```
                <!-- not run: needs root -->
                ```sh
                reboot
                ```
                """);
        assertThat(document.blocks())
                .containsExactly(
                        new Block(Block.Kind.COMMANDS, 3, List.of("ls"), ""),
                        new Block(Block.Kind.OUTPUT, 7, List.of("a.md"), ""),
                        new Block(Block.Kind.FILE, 11, List.of("node 0"), "machine"),
                        new Block(Block.Kind.NOT_RUN, 15, List.of("reboot"), "needs root"));
        assertThat(document.withOutput(document.blocks().get(1), List.of("b", "c")))
                .startsWith("# Title", "```sh", "ls", "```", "", "```text", "b", "c", "```")
                .hasSize(document.lines().size() + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'```\nls\n```'|a.md:1: a block that is neither 'sh' nor 'text'",
                "'```json\n{}\n```'|a.md:1: a block that is neither 'sh' nor 'text'",
                "'words\n```text\nls\n```'|a.md:2: text that is neither output, nor marked 'file' or 'not run'",
                "'<!-- file: x -->\n```sh\nls\n```'|a.md:2: a file that is not 'text'",
                "'```sh\nls'|a.md:1: a block that never ends"
            })
    void refusesABlockThatWouldBeLeftUntested(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void joinsContinuedLinesAndReadsExitCodes() {
        Block block = new Block(
                Block.Kind.COMMANDS, 10, List.of("a \\", "  b", "", "c   # incomplete: exit code 3", "d # 4"), "");
        assertThat(block.commands())
                .containsExactly(
                        new Block.Command(10, "a \\\n  b"),
                        new Block.Command(13, "c   # incomplete: exit code 3"),
                        new Block.Command(14, "d # 4"));
        assertThat(block.commands()).extracting(Block.Command::expectedExitCode).containsExactly(0, 3, 0);
    }

    @Test
    void refusesACommandThatGoesOnAfterItsBlock() {
        Block block = new Block(Block.Kind.COMMANDS, 10, List.of("a", "b \\"), "");
        assertThatThrownBy(block::commands).hasMessageContaining("line 11");
    }
}
