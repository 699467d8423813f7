package org.mckernel.dump.kernel.memory;

import java.util.Optional;

/**
 * A range of a process's memory.
 *
 * @param address virtual address of its {@code struct vm_range}
 * @param start first user address
 * @param end one past the last
 * @param flags {@code VR_*} bits: 0x10000 read, 0x20000 write, 0x40000 execute, 0x2000 private, 1 stack
 * @param backing path of the file behind it, or {@code [stack]}, {@code [heap]}, {@code [vdso]}, {@code [vsyscall]}
 * @param fileOffset where in that file it begins; 0 where the kernel does not tell
 */
public record VmRange(long address, long start, long end, long flags, Optional<String> backing, long fileOffset) {
    static final long STACK = 1;
    private static final long PRIVATE = 0x2000;
    private static final long READ = 0x10000;
    private static final long WRITE = 0x20000;
    private static final long EXECUTE = 0x40000;

    /** True if an address lies in it. */
    public boolean contains(long virtual) {
        return Long.compareUnsigned(virtual, start) >= 0 && Long.compareUnsigned(virtual, end) < 0;
    }

    /** True for the stack of a program's first thread. */
    public boolean isStack() {
        return (flags & STACK) != 0;
    }

    /** True if the program may run code there. */
    public boolean isCode() {
        return (flags & EXECUTE) != 0;
    }

    /** The rights as a core file's segments have them: 4 read, 2 write, 1 execute. */
    public int segmentFlags() {
        return ((flags & READ) != 0 ? 4 : 0) + ((flags & WRITE) != 0 ? 2 : 0) + ((flags & EXECUTE) != 0 ? 1 : 0);
    }

    /** True if what the program never touched is zeros: it is the program's own, and no file is behind it. */
    public boolean isAnonymous() {
        return backing.isEmpty()
                ? (flags & PRIVATE) != 0
                : backing.get().equals("[stack]") || backing.get().equals("[heap]");
    }

    /** The path of the file behind it; empty where there is none or it is not known. */
    public Optional<String> file() {
        return backing.filter(b -> b.startsWith("/"));
    }

    /** Rights as {@code /proc/PID/maps} writes them. */
    public String permissions() {
        return ((flags & READ) != 0 ? "r" : "-")
                + ((flags & WRITE) != 0 ? "w" : "-")
                + ((flags & EXECUTE) != 0 ? "x" : "-")
                + ((flags & PRIVATE) != 0 ? "p" : "s");
    }
}
