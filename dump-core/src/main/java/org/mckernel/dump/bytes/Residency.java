package org.mckernel.dump.bytes;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Releases the pages of a mapped file that were read so far: without it, the resident memory of a program that reads a
 * 100 GiB dump once grows to 100 GiB, although none of it is needed again.
 */
final class Residency {
    private static final int MADV_DONTNEED = 4;
    private static final MethodHandle MADVISE = find();

    private Residency() {}

    @SuppressWarnings(
            "restricted") // madvise only drops clean pages of a read-only file mapping; they are loaded again when read
    private static MethodHandle find() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return linker.defaultLookup()
                .find("madvise")
                .map(address -> linker.downcallHandle(address, signature))
                .orElse(null);
    }

    /** Releases the resident pages of {@code mapping}; does nothing where that is not possible. */
    static void release(MemorySegment mapping) {
        if (MADVISE == null) {
            return;
        }
        try {
            int ignored = (int) MADVISE.invokeExact(mapping, mapping.byteSize(), MADV_DONTNEED);
            assert ignored <= 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise", e);
        }
    }
}
