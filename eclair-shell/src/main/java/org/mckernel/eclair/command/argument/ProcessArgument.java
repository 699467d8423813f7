package org.mckernel.eclair.command.argument;

import java.util.Optional;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * A process as users write it: its PID, its address, or the TID of one of its threads.
 *
 * @param text as it was written
 * @param number the number that is
 */
public record ProcessArgument(String text, long number) {
    /**
     * The process in a session.
     *
     * @throws CommandException when there is none
     */
    public ProcessView in(Session session) throws CommandException {
        McKernel kernel = session.kernel();
        return kernel.processes()
                .byPid((int) number)
                .or(() -> kernel.processes().byAddress(number))
                .or(() -> kernel.threads().byTid((int) number).flatMap(kernel.processes()::of))
                .orElseThrow(
                        () -> new CommandException("%s: no process has that number; ps lists them".formatted(text)));
    }

    /**
     * The process that was written, else that of the selected thread.
     *
     * @throws CommandException when there is none
     */
    public static ProcessView orSelected(Optional<ProcessArgument> argument, Session session) throws CommandException {
        return argument.isPresent()
                ? argument.get().in(session)
                : session.kernel()
                        .processes()
                        .of(session.thread())
                        .orElseThrow(() -> new CommandException("the selected thread's process is unknown"));
    }
}
