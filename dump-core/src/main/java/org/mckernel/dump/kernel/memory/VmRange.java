package org.mckernel.dump.kernel.memory;

import java.util.Optional;

/**
 * A range of a process's memory.
 *
 * @param address virtual address of its {@code struct vm_range}
 * @param start first user address
 * @param end one past the last
 * @param flags {@code VR_*} bits: 0x10000 read, 0x20000 write, 0x40000 execute, 0x2000 private, 1 stack
 * @param backing path of the mapped file, or {@code [stack]}, {@code [heap]}, {@code [vdso]}, {@code [vsyscall]}
 * @param fileOffset its offset in that file; 0 when unknown
 */
public record VmRange(long address, long start, long end, long flags, Optional<String> backing, long fileOffset) {
    static final long STACK = 1;
    private static final long PRIVATE = 0x2000;
    private static final long READ = 0x10000;
    private static final long WRITE = 0x20000;
    private static final long EXECUTE = 0x40000;

    /** True if an address is in it. */
    public boolean contains(long virtual) {
        return Long.compareUnsigned(virtual, start) >= 0 && Long.compareUnsigned(virtual, end) < 0;
    }

    /** True for the stack of a program's first thread. */
    public boolean isStack() {
        return (flags & STACK) != 0;
    }

    /** True if it is executable. */
    public boolean isCode() {
        return (flags & EXECUTE) != 0;
    }

    /** The permissions as ELF segment flags: 4 read, 2 write, 1 execute. */
    public int segmentFlags() {
        return ((flags & READ) != 0 ? 4 : 0) + ((flags & WRITE) != 0 ? 2 : 0) + ((flags & EXECUTE) != 0 ? 1 : 0);
    }

    /** True if untouched memory is zeros: it is private and not backed by a file. */
    public boolean isAnonymous() {
        return backing.isEmpty()
                ? (flags & PRIVATE) != 0
                : backing.get().equals("[stack]") || backing.get().equals("[heap]");
    }

    /** The path of the mapped file; empty when there is none or it is unknown. */
    public Optional<String> file() {
        return backing.filter(b -> b.startsWith("/"));
    }

    /** Permissions as in {@code /proc/PID/maps}. */
    public String permissions() {
        return ((flags & READ) != 0 ? "r" : "-")
                + ((flags & WRITE) != 0 ? "w" : "-")
                + ((flags & EXECUTE) != 0 ? "x" : "-")
                + ((flags & PRIVATE) != 0 ? "p" : "s");
    }
}
