package org.mckernel.dump.device;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * A kernel that runs on this machine, as a dump while it is stopped. It is stopped by {@link #stop} and resumed by
 * {@link #resume} or {@link #close}, or when this program ends in whatever way. Methods are for one thread, memory is
 * for all.
 */
public final class LiveDump implements Dump {
    /** All memory. Level 24 clears, for good, the bits of pages that a later dump would contain. */
    public static final int ALL = 0;

    /** The largest log a driver has had is 8 MiB; it writes a NUL after it. */
    private static final int LARGEST_LOG = (8 << 20) + 4096;

    /** Makes what stops a kernel; again after one has failed. */
    @FunctionalInterface
    public interface ControlMaker {
        /** One that is ready. */
        DumpControl make() throws IOException;
    }

    /** No kernel runs there. */
    public static final class NotBootedException extends IOException {
        private static final long serialVersionUID = 1L;

        private NotBootedException(String device, Throwable cause) {
            super(device + ": no kernel runs there: it was not booted, or was shut down", cause);
        }
    }

    private final Device device;
    private final ControlMaker controls;
    private final LiveMemory memory;
    private DumpControl control;
    private MemoryAreas areas = MemoryAreas.none();
    private boolean stopped;
    private byte[] log = new byte[0];

    private LiveDump(Device device, ControlMaker controls, long pageSize) {
        this.device = device;
        this.controls = controls;
        this.memory = new LiveMemory(device, pageSize);
    }

    /**
     * Opens the device file of an instance. The kernel keeps running.
     *
     * @param pageSize Linux's, in bytes
     * @throws IOException when there is no such file, or no kernel was booted on it
     */
    public static LiveDump open(Path path, long pageSize) throws IOException {
        return open(DeviceFile.open(path, false), () -> HelperDump.of(path, Map.of()), pageSize);
    }

    /** The same by a device at hand, which is closed with it. */
    public static LiveDump open(Device device, ControlMaker controls, long pageSize) throws IOException {
        LiveDump dump = new LiveDump(device, controls, pageSize);
        try {
            dump.log = dump.readLog();
            return dump;
        } catch (DeviceException e) {
            device.close();
            if (e.errno() == DeviceException.EINVAL) {
                throw new NotBootedException(device.name(), e);
            }
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    /**
     * The log, which needs a lock that a stopped kernel may hold forever: read only while it runs. As the log of a
     * kernel that was not booted is refused, this also shows whether there is one; the state of such a kernel must not
     * be requested.
     */
    private byte[] readLog() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LARGEST_LOG);
            int length = device.call(IhkRequest.OS_READ_KMSG, buffer);
            if (length > LARGEST_LOG) {
                throw new IOException(
                        "%s: READ_KMSG: %d bytes exceed the size of a log".formatted(device.name(), length));
            }
            return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** True if the kernel can be resumed after it was stopped; determined without stopping it. */
    public boolean canResume() throws IOException {
        try {
            return control().canResume();
        } catch (IOException | RuntimeException e) {
            releaseControl(e);
            throw e;
        }
    }

    /**
     * Stops the kernel; does nothing if it is stopped.
     *
     * @param level 0 or 24; also applies to a later panic of Linux
     */
    public void stop(int level) throws IOException {
        if (stopped) {
            return;
        }
        log = readLog();
        try {
            control().stop(level);
            areas = control.areas();
            memory.show(areas);
            stopped = true;
        } catch (IOException | RuntimeException | Error e) {
            releaseControl(e); // which resumes the kernel as soon as that is possible
            throw e;
        }
    }

    /** Resumes the kernel; does nothing if it runs. */
    public void resume() throws IOException {
        if (!stopped) {
            return;
        }
        memory.hide();
        areas = MemoryAreas.none();
        stopped = false;
        try {
            control().resume();
        } catch (IOException e) {
            // The helper has ended or does not respond: this request does not block, so it can be made here.
            releaseControl(e);
            new DirectDump(device).resume();
        }
    }

    /** Forgets a control that has failed, so that the next request gets a new one. */
    private void releaseControl(Throwable failure) {
        DumpControl failed = control;
        control = null;
        if (failed != null) {
            try {
                failed.close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private DumpControl control() throws IOException {
        if (control == null) {
            control = controls.make();
        }
        return control;
    }

    /** True while the kernel is stopped. */
    public boolean stopped() {
        return stopped;
    }

    /** Memory of the stopped kernel, and where its image is. */
    public MemoryAreas areas() {
        return areas;
    }

    /** The kernel's log, as of now or, if the kernel is stopped, of just before that. */
    public byte[] log() throws IOException {
        if (!stopped) {
            log = readLog();
        }
        return log.clone();
    }

    @Override
    public String format() {
        return "live McKernel";
    }

    @Override
    public PhysicalMemory memory() {
        return memory;
    }

    /** The machine's own: the kernel runs on it. */
    @Override
    public Optional<Architecture> architecture() {
        String name = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return Architecture.all().stream().filter(a -> a.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return Optional.empty();
    }

    @Override
    public Optional<String> release() {
        try {
            return Optional.of(
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> warnings() {
        return stopped ? List.of() : List.of("the kernel is running; stop it to read its memory");
    }

    @Override
    public Optional<Integer> filterLevel() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        try (device;
                Closeable _ = this::closeControl) {
            resume();
        }
    }

    private void closeControl() throws IOException {
        DumpControl open = control;
        control = null;
        if (open != null) {
            open.close();
        }
    }
}
