package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that may still work on what is to be taken back. */
class LeftoversTest {
    @TempDir
    Path dir;

    private static Process sleep(Map<String, String> marks) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().putAll(marks);
        return builder.start();
    }

    @Test
    void whatThisCommandHasStartedIsNoKilledOnes() throws Exception {
        Host host = Host.inFolder(dir);
        Process own = sleep(Leftovers.marks(host));
        try {
            assertThat(Leftovers.ofThisCommand(host, Set.of())).containsExactly("sleep (%d)".formatted(own.pid()));
            assertThat(Leftovers.ofThisCommand(host, Set.of("sleep"))).isEmpty();
            assertThat(Leftovers.ofThisCommand(Host.real(), Set.of())).isEmpty();
            assertThat(Leftovers.of(host, Set.of())).isEmpty();
        } finally {
            own.destroyForcibly().waitFor();
        }
        assertThat(Leftovers.ofThisCommand(host, Set.of())).isEmpty();
    }

    @Test
    void whatAKilledCommandHasStartedIsFound() throws Exception {
        Host host = Host.inFolder(dir);
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Process left = sleep(Map.of(
                Leftovers.VARIABLE,
                gone.pid() + "/1",
                Host.ROOT_VARIABLE,
                host.path("/").toString()));
        try {
            assertThat(Leftovers.of(host, Set.of())).containsExactly("sleep (%d)".formatted(left.pid()));
            assertThat(Leftovers.ofThisCommand(host, Set.of())).isEmpty();
        } finally {
            left.destroyForcibly().waitFor();
        }
    }
}
