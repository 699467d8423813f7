package org.mckernel.eclair.command;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.eclair.session.CommandException;

/**
 * What commands may do where they come from.
 *
 * @param refused what they may not do, and why
 */
public record Permissions(Map<Effect, String> refused) {
    /** Everything, for the user who started the program. */
    public static final Permissions ALL = new Permissions(Map.of());

    private static final String NETWORK = "not over the network; run eclair itself for that";

    /**
     * For lines that come over a network: no programs and files of this machine, and nothing is kept that grows with
     * their number.
     */
    public static final Permissions NETWORK_CLIENT = ALL.without(Effect.READS_FILES, NETWORK)
            .without(Effect.WRITES_FILES, NETWORK)
            .without(Effect.RUNS_PROGRAMS, NETWORK)
            .without(Effect.DEFINES_COMMANDS, NETWORK);

    public Permissions {
        refused = Map.copyOf(refused);
    }

    /** The same without one thing more. */
    public Permissions without(Effect effect, String why) {
        Map<Effect, String> all = new EnumMap<>(Effect.class);
        all.putAll(refused);
        all.put(effect, why);
        return new Permissions(all);
    }

    /** True if that may be done. */
    public boolean allows(Effect effect) {
        return !refused.containsKey(effect);
    }

    /**
     * Refuses what may not be done.
     *
     * @param what what does it, for the message
     * @throws CommandException when it is refused
     */
    public void check(String what, Effect effect) throws CommandException {
        if (!allows(effect)) {
            throw new CommandException("%s: %s".formatted(what, refused.get(effect)));
        }
    }

    /**
     * Refuses a command by what it does, and by what the commands in it do.
     *
     * @throws CommandException when it is refused
     */
    public void check(Call call) throws CommandException {
        for (Call inner : call.arguments().commands()) {
            check(inner);
        }
        Optional<Effect> effect =
                call.effects().stream().filter(e -> !allows(e)).findFirst();
        if (effect.isPresent()) {
            check(call.command().name(), effect.get());
        }
    }
}
