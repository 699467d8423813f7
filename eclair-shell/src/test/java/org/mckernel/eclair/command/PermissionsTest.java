package org.mckernel.eclair.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.shell.Commands;

/** What a network client may not do is refused by what commands do, wherever they are. */
class PermissionsTest {
    private static final Registry REGISTRY = Commands.registry();

    private static Call call(String line) throws CommandException {
        return REGISTRY.parse(line, new Aliases());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcore 401 /tmp/x",
                "foreach gcore --force 401 /tmp/x",
                "thread apply all gcore /tmp/x",
                "foreach foreach 401 gcore /tmp/x",
                "foreach source /tmp/x",
                "foreach 401 bt -u --program /etc/passwd",
                "bt -u --program /etc/passwd",
                "foreach bt -user --program /etc/passwd",
                "directory /etc",
                "dir /etc",
                "source /tmp/x",
                "so /tmp/x",
                "shell date",
                "!date",
                "foreach !date",
                "alias x = bt"
            })
    void filesProgramsAndAliasesAreNotForTheNetwork(String line) throws CommandException {
        Call call = call(line);

        assertThatThrownBy(() -> Permissions.NETWORK_CLIENT.check(call))
                .hasMessageEndingWith(": not over the network; run eclair itself for that");
        assertThatCode(() -> Permissions.ALL.check(call)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bt -u", "foreach bt -user", "directory", "alias", "set output json", "thread 1", "help"})
    void whatStaysInTheSessionIsAllowed(String line) throws CommandException {
        Call call = call(line);

        assertThatCode(() -> Permissions.NETWORK_CLIENT.check(call)).doesNotThrowAnyException();
    }

    @Test
    void theInnermostCommandIsNamed() throws CommandException {
        Call call = call("foreach 401 gcore /tmp/x");

        assertThatThrownBy(() -> Permissions.NETWORK_CLIENT.check(call)).hasMessageStartingWith("gcore: not over");
    }

    @Test
    void aLiveKernelThatIsServedIsNotResumed() throws CommandException {
        Permissions served = Permissions.ALL.without(Effect.STOPS_KERNEL, "not now");
        Call resume = call("c");

        assertThatThrownBy(() -> served.check(resume)).hasMessage("continue: not now");
        assertThat(served.allows(Effect.WRITES_FILES)).isTrue();
        assertThat(Permissions.NETWORK_CLIENT.allows(Effect.STOPS_KERNEL)).isTrue();
    }
}
