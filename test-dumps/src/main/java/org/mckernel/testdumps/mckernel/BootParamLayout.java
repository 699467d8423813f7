package org.mckernel.testdumps.mckernel;

/**
 * Where the members of {@code struct smp_boot_param} are. Members up to {@code msgBufferSize} (start 0, end 8, status
 * 16, param_size 24, bootstrap_mem_end 32, msg_buffer 40, msg_buffer_size 48) and linux_kernel_pgt_phys (128) are alike
 * in all.
 *
 * @param pageOffsetBase offset of page_offset_base, -1 where there is none (arm64)
 * @param bootSec offset of boot_sec; boot_nsec follows
 * @param kernelArgs offset of the 256 characters of kernel arguments
 * @param nrLinuxCpus offset of nr_linux_cpus; nr_cpus, nr_numa_nodes, nr_memory_chunks, osnum and dump_level follow, 4
 *        bytes each
 * @param hugePageShift offset of linux_default_huge_page_shift
 * @param dumpPageSet offset of the page set
 * @param size bytes of the structure; the arrays of CPUs, NUMA nodes, memory chunks and distances follow it
 * @param chunkRecord bytes of a memory chunk record
 */
public record BootParamLayout(
        int pageOffsetBase,
        int bootSec,
        int kernelArgs,
        int nrLinuxCpus,
        int hugePageShift,
        int dumpPageSet,
        int size,
        int chunkRecord) {
    /** x86_64, measured with PERF and IRQ work lists. */
    public static final BootParamLayout X86_64 = new BootParamLayout(136, 176, 6348, 6604, 6628, 6632, 7616, 24);
    /**
     * aarch64: size and page set were measured. The members before it are x86_64's, 8 bytes nearer for the missing
     * page_offset_base; that the page shift comes after it is the practice kernel's choice, not measured.
     */
    public static final BootParamLayout AARCH64 = new BootParamLayout(-1, 168, 6340, 6596, 6648, 6624, 6656, 24);

    int nrCpus() {
        return nrLinuxCpus + 4;
    }

    int nrNumaNodes() {
        return nrLinuxCpus + 8;
    }

    int nrMemoryChunks() {
        return nrLinuxCpus + 12;
    }

    int osnum() {
        return nrLinuxCpus + 16;
    }

    int dumpLevel() {
        return nrLinuxCpus + 20;
    }

    /** The same with everything from nr_linux_cpus on moved by {@code bytes}: another build option. */
    public BootParamLayout shifted(int bytes) {
        return new BootParamLayout(
                pageOffsetBase,
                bootSec,
                kernelArgs,
                nrLinuxCpus + bytes,
                hugePageShift + bytes,
                dumpPageSet + bytes,
                size + bytes,
                chunkRecord);
    }
}
