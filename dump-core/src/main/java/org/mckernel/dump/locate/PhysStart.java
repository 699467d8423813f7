package org.mckernel.dump.locate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.format.Vmcoreinfo;

/**
 * Where McKernel's straight map of memory starts ({@code phys_start} of an mckdump). The original converter leaves it
 * 0, so that no straight-map address of an aarch64 dump can be translated.
 */
final class PhysStart {
    private PhysStart() {}

    /**
     * Finds it: 0 if the architecture has a fixed start, else from the kernel's own variable, else from Linux's
     * VMCOREINFO.
     *
     * @param loaded McKernel's image in memory, if it is known
     * @param fromLinux another source of Linux's memstart_addr
     */
    static long find(
            LocateRequest request, Optional<LoadedImage> loaded, OptionalLong fromLinux, List<String> evidence) {
        Optional<String> symbol = request.architecture().physStartSymbol();
        if (symbol.isEmpty()) {
            return 0;
        }
        OptionalLong found = loaded.map(image -> image.variable(symbol.get())).orElse(OptionalLong.empty());
        String source = symbol.get();
        if (found.isEmpty()) {
            found = fromLinux;
            source = "Linux's memstart_addr";
        }
        Optional<Vmcoreinfo> vmcoreinfo = request.dump().vmcoreinfo();
        if (found.isEmpty() && vmcoreinfo.isPresent()) {
            found = vmcoreinfo.get().number("PHYS_OFFSET");
            source = "VMCOREINFO PHYS_OFFSET";
        }
        if (found.isEmpty()) {
            evidence.add("warning: the start of the straight map is unknown; 0 is written");
            return 0;
        }
        evidence.add("straight map starts at 0x%x (%s)".formatted(found.getAsLong(), source));
        return found.getAsLong();
    }
}
