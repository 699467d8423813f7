package org.mckernel.dump.kernel;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One CPU, from {@code clv[id]}; unreadable values are empty.
 *
 * @param id number
 * @param variables virtual address of its {@code cpu_local_var}
 * @param status 0 disabled, 1 idle, 2 running, 3 reserved
 * @param current virtual address of the thread that it runs
 * @param idle virtual address of its idle thread, a part of {@code cpu_local_var}
 * @param queued the kernel's count of threads waiting or running here
 */
public record CpuView(
        int id, long variables, OptionalInt status, OptionalLong current, OptionalLong idle, OptionalLong queued) {
    /** The status as text. */
    public String statusWord() {
        if (status.isEmpty()) {
            return "not known";
        }
        return switch (status.getAsInt()) {
            case 0 -> "disabled";
            case 1 -> "idle";
            case 2 -> "running";
            case 3 -> "reserved";
            default -> "status " + status.getAsInt();
        };
    }

    /** True if its status is valid. */
    boolean isValid() {
        return status.isPresent() && status.getAsInt() >= 0 && status.getAsInt() <= 3;
    }

    /** True if it runs its idle thread. */
    public boolean runsIdle() {
        return current.isPresent() && current.equals(idle);
    }
}
