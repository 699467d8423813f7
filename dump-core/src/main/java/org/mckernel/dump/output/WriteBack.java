package org.mckernel.dump.output;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Starts writeback of a file's dirty pages without waiting for it (Linux's {@code sync_file_range}), so that the final
 * {@code fsync} waits for little. Makes nothing durable by itself, and reports no errors: a later {@code fsync} does
 * both. Does nothing where the call does not exist. Not thread-safe.
 */
final class WriteBack implements Closeable {
    private static final int O_WRONLY = 1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    /** The native functions; looked up on first use, which takes about 10 ms. */
    private static final class Calls {
        private static final MethodHandle OPEN = find(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle SYNC_FILE_RANGE = find(
                "sync_file_range",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        private static final MethodHandle CLOSE =
                find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        @SuppressWarnings("restricted") // three calls with the signatures of Linux's manual
        private static MethodHandle find(String name, FunctionDescriptor signature, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find(name)
                    .map(address -> linker.downcallHandle(address, signature, options))
                    .orElse(null);
        }
    }

    private final Path path;
    private boolean opened;
    private int descriptor = -1;

    WriteBack(Path path) {
        this.path = path;
    }

    /** Starts writeback of everything written since the last call; may wait when the disk's queue is full. */
    void start() {
        try {
            if (!opened) {
                opened = true;
                descriptor = open(path);
            }
            if (descriptor >= 0) {
                int ignored = (int) Calls.SYNC_FILE_RANGE.invokeExact(descriptor, 0L, 0L, SYNC_FILE_RANGE_WRITE);
                assert ignored <= 0;
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // method handles declare Throwable; native calls throw nothing
            throw new IllegalStateException("sync_file_range", e);
        }
    }

    private static int open(Path path) throws Throwable {
        if (Calls.OPEN == null || Calls.SYNC_FILE_RANGE == null || Calls.CLOSE == null) {
            return -1;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            return (int) Calls.OPEN.invokeExact(name, O_WRONLY | O_CLOEXEC);
        }
    }

    /** Closing drops every lock that this program holds on the file (POSIX): only after the last use of them. */
    @Override
    public void close() {
        if (descriptor < 0) {
            return;
        }
        try {
            int ignored = (int) Calls.CLOSE.invokeExact(descriptor);
            assert ignored <= 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // as above
            throw new IllegalStateException("close", e);
        }
        descriptor = -1;
    }
}
