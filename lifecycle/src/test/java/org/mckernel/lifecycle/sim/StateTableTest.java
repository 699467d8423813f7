package org.mckernel.lifecycle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;

/**
 * Every command in every state of IHK's driver: accepted, or refused with the driver's reason and without any change.
 */
class StateTableTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
        state,      boot,  run,    kmsg,   dump,   panic,  shutdown
        NOT_BOOTED, ok,    EINVAL, EINVAL, EINVAL, EINVAL, ok
        LOADING,    EBUSY, EINVAL, EINVAL, EINVAL, EINVAL, ok
        BOOTING,    EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        BOOTED,     EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        READY,      EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        RUNNING,    EBUSY, ok,     ok,     ok,     ok,     ok
        FREEZING,   EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        FROZEN,     EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        SHUTDOWN,   EBUSY, EINVAL, EINVAL, EINVAL, EINVAL, EBUSY
        FAILED,     EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        HUNGUP,     EBUSY, EINVAL, ok,     ok,     EINVAL, ok
        """)
    void commandsInStates(
            OsStatus status, String boot, String run, String kmsg, String dump, String panic, String shutdown)
            throws Exception {
        Map<String, String> table =
                Map.of("boot", boot, "run", run, "kmsg", kmsg, "dump", dump, "panic", panic, "shutdown", shutdown);
        for (Map.Entry<String, String> cell : table.entrySet()) {
            Trial trial = Trial.in(dir.resolve(cell.getKey()));
            trial.prepare("run");
            put(trial, status);
            Map<String, String> before = trial.snapshot();
            if (cell.getValue().equals("ok")) {
                assertThatCode(() -> perform(trial, cell.getKey()))
                        .as("%s in %s", cell.getKey(), status)
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> perform(trial, cell.getKey()))
                        .as("%s in %s", cell.getKey(), status)
                        .isInstanceOfSatisfying(NodeException.class, e -> {
                            assertThat(e.errno()).isEqualTo(Errno.valueOf(cell.getValue()));
                            assertThat(e.line())
                                    .contains("OS instance 0", "mck ")
                                    .endsWith("(" + cell.getValue() + ")");
                        });
                assertThat(trial.snapshot()).isEqualTo(before);
                assertThat(trial.outputs()).isEmpty();
            }
        }
    }

    private static void put(Trial trial, OsStatus status) throws Exception {
        StateDirectory directory = new StateDirectory(trial.state(), "");
        String text = directory.read(SimState.INSTANCE).orElseThrow();
        directory.write(SimState.INSTANCE, Optional.of(text.replace("status RUNNING", "status " + status)));
        assertThat(trial.node().status().status()).isEqualTo(status);
    }

    private static void perform(Trial trial, String command) throws Exception {
        if (command.equals("kmsg")) {
            assertThat(trial.node().kernelLog()).contains("boot done");
        } else {
            trial.perform(trial.node(), command);
        }
    }
}
