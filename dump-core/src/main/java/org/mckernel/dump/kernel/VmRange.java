package org.mckernel.dump.kernel;

import java.util.Optional;

/**
 * A range of a process's memory.
 *
 * @param address virtual address of its {@code struct vm_range}
 * @param start first user address
 * @param end one past the last
 * @param flags {@code VR_*} bits: 0x10000 read, 0x20000 write, 0x40000 execute, 0x2000 private, 1 stack
 * @param backing path of the file behind it, or {@code [stack]}, {@code [heap]}, {@code [vdso]}, {@code [vsyscall]}
 */
public record VmRange(long address, long start, long end, long flags, Optional<String> backing) {
    static final long STACK = 1;
    private static final long PRIVATE = 0x2000;
    private static final long READ = 0x10000;
    private static final long WRITE = 0x20000;
    private static final long EXECUTE = 0x40000;

    /** Rights as {@code /proc/PID/maps} writes them. */
    public String permissions() {
        return ((flags & READ) != 0 ? "r" : "-") + ((flags & WRITE) != 0 ? "w" : "-")
                + ((flags & EXECUTE) != 0 ? "x" : "-") + ((flags & PRIVATE) != 0 ? "p" : "s");
    }
}
