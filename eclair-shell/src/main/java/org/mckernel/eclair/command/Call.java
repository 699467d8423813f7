package org.mckernel.eclair.command;

import java.util.EnumSet;
import java.util.Set;

/**
 * A command with the values of its arguments: a line that was read.
 *
 * @param command the command
 * @param arguments its arguments
 */
public record Call(Command command, Arguments arguments) {
    /** What running it does: the command, the arguments it is given, and commands among them. */
    public Set<Effect> effects() {
        Set<Effect> all = EnumSet.noneOf(Effect.class);
        all.addAll(command.effects());
        Syntax.effects(arguments).forEach(all::add);
        return all;
    }
}
