package org.mckernel.lifecycle.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a part of a test on a thread for which permissions of files count, even if the tests run as root. */
final class Unprivileged {
    /** _LINUX_CAPABILITY_VERSION_3 of linux/capability.h: three sets of 64 bits, in two halves. */
    private static final int VERSION = 0x20080522;
    /** CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH. */
    private static final int FILES = 1 << 1 | 1 << 2;

    /** A part of a test. */
    @FunctionalInterface
    interface Part {
        void run() throws Exception;
    }

    private Unprivileged() {}

    /** Runs it on a thread of its own: capabilities belong to a thread, so no other one loses any. */
    static void run(Part part) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            dropCapabilities();
            part.run();
            return null;
        });
        Thread.ofPlatform().start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw e;
            }
        }
    }

    private static void dropCapabilities() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(ValueLayout.JAVA_INT, 2);
            header.setAtIndex(ValueLayout.JAVA_INT, 0, VERSION);
            MemorySegment sets = arena.allocate(ValueLayout.JAVA_INT, 6);
            call("capget", header, sets);
            int effective = sets.getAtIndex(ValueLayout.JAVA_INT, 0);
            sets.setAtIndex(ValueLayout.JAVA_INT, 0, effective & ~FILES);
            call("capset", header, sets);
        }
    }

    @SuppressWarnings("restricted")
    private static void call(String name, MemorySegment header, MemorySegment sets) {
        Linker linker = Linker.nativeLinker();
        MethodHandle function = linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        int result;
        try {
            result = (int) function.invokeExact(header, sets);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (result != 0) {
            throw new AssertionError(name + " failed");
        }
    }
}
