package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that may still change what is to be undone. */
class OrphanedProcessesTest {
    @TempDir
    Path dir;

    private static Process sleep(Map<String, String> marks) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().putAll(marks);
        return builder.start();
    }

    @Test
    void whatThisCommandHasStartedIsNoKilledOnes() throws Exception {
        Host host = Host.inDirectory(dir);
        Process own = sleep(OrphanedProcesses.marks(host));
        try {
            assertThat(OrphanedProcesses.ofThisCommand(host, Set.of()))
                    .containsExactly("sleep (%d)".formatted(own.pid()));
            assertThat(OrphanedProcesses.ofThisCommand(host, Set.of("sleep"))).isEmpty();
            assertThat(OrphanedProcesses.ofThisCommand(Host.real(), Set.of())).isEmpty();
            assertThat(OrphanedProcesses.of(host, Set.of())).isEmpty();
        } finally {
            own.destroyForcibly().waitFor();
        }
        assertThat(OrphanedProcesses.ofThisCommand(host, Set.of())).isEmpty();
    }

    @Test
    void whatAKilledCommandHasStartedIsFound() throws Exception {
        Host host = Host.inDirectory(dir);
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Process left = sleep(Map.of(
                OrphanedProcesses.VARIABLE,
                gone.pid() + "/1",
                Host.ROOT_VARIABLE,
                host.path("/").toString()));
        try {
            assertThat(OrphanedProcesses.of(host, Set.of())).containsExactly("sleep (%d)".formatted(left.pid()));
            assertThat(OrphanedProcesses.ofThisCommand(host, Set.of())).isEmpty();
        } finally {
            left.destroyForcibly().waitFor();
        }
    }
}
