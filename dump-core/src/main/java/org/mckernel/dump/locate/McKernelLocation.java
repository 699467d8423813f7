package org.mckernel.dump.locate;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.kernel.ihk.PageSet;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Where McKernel is in a vmcore.
 *
 * @param strategy name of the strategy that found it
 * @param architecture of the dumped machine
 * @param kernelBase physical address of the image's first byte (virtual MAP_KERNEL_START)
 * @param physStart where the kernel's straight map starts: Linux's memstart_addr on aarch64, 0 on x86_64
 * @param pageSet which pages belong in the dump, as marked by the kernel
 * @param container the chunks of an mckdump, which has no page set; present if the page set is not
 * @param bootParam IHK's description of the machine, when the strategy found it
 * @param evidence short lines for users: the evidence for this location
 */
public record McKernelLocation(
        String strategy,
        Architecture architecture,
        long kernelBase,
        long physStart,
        Optional<PageSet> pageSet,
        Optional<ChunkList> container,
        Optional<BootParam> bootParam,
        List<String> evidence) {
    public McKernelLocation {
        evidence = List.copyOf(evidence);
    }

    /**
     * The memory that belongs in the dump.
     *
     * @throws BadRecordException when the page set's bits are not in the vmcore, or are invalid
     */
    public ChunkList announced(PhysicalMemory memory) throws BadRecordException {
        return pageSet.isPresent() ? pageSet.get().chunks(memory) : container.orElseThrow();
    }
}
