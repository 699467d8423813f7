package org.mckernel.dump.kernel;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One process; unreadable values are empty.
 *
 * @param address virtual address of its {@code struct process}
 * @param pid number
 * @param ppid number of its parent
 * @param status bits of {@link ThreadStatus}
 * @param vm virtual address of its {@code struct process_vm}, 0 for none
 * @param commandLine its arguments; empty when it has none or they are not in the dump
 */
public record ProcessView(
        long address,
        OptionalInt pid,
        OptionalInt ppid,
        OptionalInt status,
        OptionalLong vm,
        List<String> commandLine) {
    public ProcessView {
        commandLine = List.copyOf(commandLine);
    }

    /** The program's name without its directory, as ps shows it; empty when unknown. */
    public String command() {
        return commandLine.isEmpty()
                ? ""
                : commandLine.getFirst().substring(commandLine.getFirst().lastIndexOf('/') + 1);
    }
}
