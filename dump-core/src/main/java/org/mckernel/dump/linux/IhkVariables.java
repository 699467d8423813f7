package org.mckernel.dump.linux;

import java.util.List;
import java.util.OptionalLong;

/**
 * The IHK driver module's variables for the McKernel that was booted last.
 *
 * @param dumpPageSetVirtual {@code dump_page_set_addr}: where Linux maps the page set; 0 when none was ever booted
 * @param dumpPageSetPhysical its physical address; 0 when none was ever booted
 * @param bootstrapStart {@code dump_bootstrap_mem_start}: physical start of the bootstrap memory
 * @param linuxPhysicalStart aarch64: Linux's {@code memstart_addr}, the physical address its linear map begins at;
 *        empty elsewhere and when unknown
 * @param module name of the driver module
 * @param evidence how this was found, one line each, for users
 */
public record IhkVariables(
        long dumpPageSetVirtual,
        long dumpPageSetPhysical,
        long bootstrapStart,
        OptionalLong linuxPhysicalStart,
        String module,
        List<String> evidence) {
    public IhkVariables {
        evidence = List.copyOf(evidence);
    }

    /** True if a McKernel was booted; it may have been shut down since, and its page set overwritten. */
    public boolean booted() {
        return dumpPageSetVirtual != 0;
    }
}
