package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessViewTest {
    private static String command(String... commandLine) {
        OptionalInt none = OptionalInt.empty();
        return new ProcessView(0x1000, none, none, none, OptionalLong.empty(), List.of(commandLine)).command();
    }

    @Test
    void theCommandIsTheProgramsNameWithoutItsPath() {
        assertThat(command("/usr/bin/app", "/x")).isEqualTo("app");
        assertThat(command("app")).isEqualTo("app");
        assertThat(command("/")).isEmpty();
        assertThat(command()).isEmpty();
    }
}
