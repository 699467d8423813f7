package org.mckernel.eclair.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Permissions;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** A dump that is truncated while it is open ends a command, not the session. */
class ChangedFileTest {
    @TempDir
    Path dir;

    private static void truncate(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(4096);
        }
    }

    @Test
    void theSessionGoesOnAfterATruncation() throws IOException {
        Path dump = PracticeCapture.unpack(dir);
        try (OpenedDump opened = OpenedDump.open(dump, Optional.of(PracticeCapture.IMAGE), false)) {
            ShellHarness shell = new ShellHarness(opened, Commands.registry(), Permissions.ALL, OutputMode.TEXT);
            assertThat(shell.run("x/gx &clv")).startsWith("0xfffffffffe80b868");
            truncate(dump);

            assertThat(shell.run("search 0x1234567890"))
                    .hasLineCount(1)
                    .startsWith("eclair: " + dump)
                    .contains("changed while it was open");
            assertThat(shell.exitCode()).isEqualTo(1);
            assertThat(shell.run("echo still here")).isEqualTo("still here\n");
            assertThat(shell.run("help bt")).contains("bt [full]");
        }
    }

    @Test
    void theLineEditorAsksForTheNextCommand() throws IOException {
        Path dump = PracticeCapture.unpack(dir);
        Registry registry = Commands.registry().with(Command.named("fault").runs((_, _) -> {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        }));
        try (OpenedDump opened = OpenedDump.open(dump, Optional.of(PracticeCapture.IMAGE), false);
                Terminal terminal = new DumbTerminal(
                        "test",
                        Terminal.TYPE_DUMB,
                        new ByteArrayInputStream("fault\necho still here\nquit\n".getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        StandardCharsets.UTF_8)) {
            ShellHarness shell = new ShellHarness(opened, registry, Permissions.ALL, OutputMode.TEXT);
            new LineShell(shell.session(), shell.interpreter(), false, false, "never").run(terminal);

            assertThat(shell.interpreter().ended()).isTrue();
            assertThat(shell.interpreter().history()).containsExactly("fault", "echo still here", "quit");
            assertThat(shell.printed()).hasLineCount(1).contains("changed while it was open");
        }
    }
}
