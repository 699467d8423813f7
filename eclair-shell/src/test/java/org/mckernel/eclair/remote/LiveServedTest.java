package org.mckernel.eclair.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.eclair.LiveCapture;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** A live kernel served to gdb: it is stopped as long, so that what clients were shown stays true. */
class LiveServedTest {
    @TempDir
    Path directory;

    private LiveCapture kernel;

    @BeforeEach
    void load() throws Exception {
        kernel = LiveCapture.in(directory);
    }

    @Test
    void clientsSeeWhatTheySeeOfTheDump() throws Exception {
        List<String> packets = List.of(
                "?",
                "qfThreadInfo",
                "g",
                "qXfer:threads:read::0,2000",
                "mfffffffffe80b000,200",
                "mfffffffffe80c8c0,8",
                "m1000,4");
        List<String> ofDump;
        try (ServedCapture served = ServedCapture.of(PracticeCapture.IMAGE, kernel.vmcore(), Commands.registry())) {
            ofDump = answers(served, packets);
        }
        try (ServedCapture served = ServedCapture.of(kernel.open(PracticeCapture.IMAGE), Commands.registry())) {
            assertThat(answers(served, packets)).isEqualTo(ofDump).doesNotHaveDuplicates();
            assertThat(kernel.ihk().stopped()).isTrue();
        }
        assertThat(kernel.ihk().stopped()).isFalse();
    }

    private static List<String> answers(ServedCapture served, List<String> packets) throws Exception {
        try (RemoteClient client = new RemoteClient(served.server())) {
            List<String> answers = new ArrayList<>();
            for (String packet : packets) {
                answers.add(client.ask(packet));
            }
            return answers;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "C05", "s", "vCont;c", "vCont;s:1f5", "M1000,1:00", "G00"})
    void gdbCannotLetItGoOnOrChangeIt(String packet) throws Exception {
        try (ServedCapture served = ServedCapture.of(kernel.open(PracticeCapture.IMAGE), Commands.registry());
                RemoteClient client = new RemoteClient(served.server())) {
            assertThat(client.ask(packet)).startsWith("E.the live kernel");
            assertThat(kernel.ihk().stopped()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"continue", "c", "cont", "stop", "interrupt"})
    void monitorCannotEither(String command) throws Exception {
        try (ServedCapture served = ServedCapture.of(kernel.open(PracticeCapture.IMAGE), Commands.registry());
                RemoteClient client = new RemoteClient(served.server())) {
            List<String> before = kernel.ihk().requests();
            assertThat(ServedCapture.monitor(client, command))
                    .isEqualTo("eclair: %s: not while gdb is served: the kernel is stopped until eclair -i ends\n"
                            .formatted(command.startsWith("c") ? "continue" : "stop"));
            assertThat(kernel.ihk().requests()).isEqualTo(before);
            assertThat(ServedCapture.monitor(client, "p crunched")).startsWith("$1 = ");
        }
        assertThat(kernel.ihk().stopped()).isFalse();
    }

    @Test
    void aRunningKernelIsNotServed() throws Exception {
        try (OpenedDump live = kernel.open(PracticeCapture.IMAGE)) {
            live.live().orElseThrow().resume();
            live.changed();
            assertThatThrownBy(() -> ServedCapture.of(live, Commands.registry()).close())
                    .isInstanceOf(CommandException.class)
                    .hasMessage("needs the kernel: McKernel is running; stop it first (stop)");
        }
    }
}
