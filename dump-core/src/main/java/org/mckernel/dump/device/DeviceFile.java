package org.mckernel.dump.device;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A device file opened by the C library; {@code ioctl} has no other way in from Java. */
public final class DeviceFile implements Device {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    /** Drivers before June 2020 let only one program at a time have /dev/mcd0 open. */
    private static final int ATTEMPTS = 100;

    private static final long PAUSE_MILLIS = 20;

    /** The calls, found when first used. */
    private static final class Calls {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle OPEN = find(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
        private static final MethodHandle IOCTL = find(
                "ioctl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
        private static final MethodHandle CLOSE =
                find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        @SuppressWarnings("restricted") // three calls with the signatures of Linux's manual
        private static MethodHandle find(String name, FunctionDescriptor signature, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
        }
    }

    private final String name;
    private final AtomicInteger descriptor;

    private DeviceFile(String name, int descriptor) {
        this.name = name;
        this.descriptor = new AtomicInteger(descriptor);
    }

    /**
     * Opens a device; one that is in use is tried for two seconds.
     *
     * @param write whether for writing, too
     */
    public static DeviceFile open(Path path, boolean write) throws DeviceException {
        String name = path.toString();
        int flags = (write ? O_RDWR : O_RDONLY) | O_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            MemorySegment text = arena.allocateFrom(name);
            for (int attempt = 1; ; attempt++) {
                int opened = (int) Calls.OPEN.invokeExact(state, text, flags);
                if (opened >= 0) {
                    return new DeviceFile(name, opened);
                }
                int errno = (int) Calls.ERRNO.get(state, 0L);
                if (errno != DeviceException.EBUSY || attempt == ATTEMPTS) {
                    throw new DeviceException(name, "open", errno);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException(name, "open", DeviceException.EBUSY);
        } catch (DeviceException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // a handle may declare anything; calls into a library throw nothing of their own
            throw new IllegalStateException("open", e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int call(IhkRequest request, long argument) throws DeviceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            int answer = (int) Calls.IOCTL.invokeExact(state, descriptor.get(), (long) request.number(), argument);
            if (answer < 0) {
                throw new DeviceException(name, request.name(), (int) Calls.ERRNO.get(state, 0L));
            }
            return answer;
        } catch (DeviceException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // as above
            throw new IllegalStateException("ioctl", e);
        }
    }

    @Override
    public void close() {
        int open = descriptor.getAndSet(-1);
        if (open >= 0) {
            try {
                int ignored = (int) Calls.CLOSE.invokeExact(open);
                assert ignored <= 0;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) { // as above
                throw new IllegalStateException("close", e);
            }
        }
    }
}
