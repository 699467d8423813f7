package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.node.OsStatus;

/** Boot, reboot and shutdown of a node in a folder from end to end. */
class FolderNodeTest {
    @TempDir
    Path dir;

    @Test
    void aShutdownLeavesNothingOfABoot() throws Exception {
        NodeTrial trial = NodeTrial.in(dir.resolve("node"));
        final Map<String, String> before = trial.snapshot();
        assertThat(trial.node().boot(NodeTrial.request()).status()).isEqualTo(OsStatus.RUNNING);
        System.out.println(String.join("\n", trial.calls()));
        trial.forget();
        assertThat(trial.node().shutdown()).isPresent();
        System.out.println("-----\n" + String.join("\n", trial.calls()));
        assertThat(trial.snapshot()).isEqualTo(before);
        assertThat(trial.node().shutdown()).isEmpty();
        assertThat(trial.snapshot()).isEqualTo(before);
        assertThat(trial.file(".node/oops")).doesNotExist();
        System.out.println(trial.notes());
    }
}
