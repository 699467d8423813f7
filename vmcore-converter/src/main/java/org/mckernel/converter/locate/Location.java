package org.mckernel.converter.locate;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.kernel.BootParam;
import org.mckernel.dump.kernel.PageSet;

/**
 * Where McKernel is in a vmcore.
 *
 * @param strategy name of the strategy that found it
 * @param architecture of the dumped machine
 * @param kernelBase physical address of the image's first byte (virtual MAP_KERNEL_START)
 * @param physStart where the kernel's straight map starts: Linux's memstart_addr on aarch64, 0 on x86_64
 * @param pageSet which pages belong in the dump
 * @param bootParam IHK's description of the machine, when the strategy came by it
 * @param evidence short lines for a person: what was seen that makes this right
 */
public record Location(String strategy, Architecture architecture, long kernelBase, long physStart, PageSet pageSet,
        Optional<BootParam> bootParam, List<String> evidence) {
    public Location {
        evidence = List.copyOf(evidence);
    }
}
