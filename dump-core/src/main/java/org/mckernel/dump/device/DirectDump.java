package org.mckernel.dump.device;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The requests of a dump, made in this thread. {@link #areas} and {@link #close} wait in the kernel, perhaps forever,
 * and nothing can end that: only a process that can be detached should call them.
 */
public final class DirectDump implements DumpControl {
    private static final int STOP = 1;
    private static final int READ = 3;
    private static final int SET_LEVEL = 6;
    private static final int AREAS_SIZE = 7;
    private static final int AREAS = 8;
    private static final int CONTINUE = 10;
    private static final int SPARE = 1 << 16;

    private final Device device;
    private boolean stopped;

    public DirectDump(Device device) {
        this.device = device;
    }

    @Override
    public boolean canResume() throws IOException {
        try {
            command(CONTINUE, 0);
            return true;
        } catch (DeviceException e) {
            if (e.errno() == DeviceException.EINVAL) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void stop(int level) throws IOException {
        command(SET_LEVEL, level);
        stopped = true;
        command(STOP, 0);
    }

    @Override
    public MemoryAreas areas() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return MemoryAreas.parse(device.name(), areas(arena));
        }
    }

    /** The driver's answer, unchecked. */
    MemorySegment areas(Arena arena) throws IOException {
        MemorySegment record = IhkRecord.DUMP.allocate(arena);
        IhkRecord.DUMP.set(record, "command", AREAS_SIZE);
        device.call(IhkRequest.OS_DUMP, record);
        int size = MemoryAreas.checkedSize(device.name(), IhkRecord.DUMP.get(record, "size"));
        // Some drivers write everything that exists by then, whatever size they are given.
        MemorySegment answer = arena.allocate(size + SPARE, 8);
        record.fill((byte) 0);
        IhkRecord.DUMP.set(record, "command", AREAS);
        IhkRecord.DUMP.set(record, "size", size);
        IhkRecord.DUMP.set(record, "buffer", answer.address());
        device.call(IhkRequest.OS_DUMP, record);
        return answer.asSlice(0, size);
    }

    @Override
    public void resume() throws IOException {
        command(CONTINUE, 0);
        stopped = false;
    }

    /**
     * Resumes the kernel if it was stopped through this. The driver ignores a request to resume until every CPU has
     * stopped, so that is awaited first; what the driver answers meanwhile does not keep the kernel stopped.
     */
    @Override
    public void close() throws IOException {
        if (!stopped) {
            return;
        }
        Exception failure = null;
        try {
            awaitStopped();
        } catch (DeviceException | RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            resumeAfter(failure);
        }
    }

    /** Resumes; a failure to do so is added to {@code failure}, if there is one. */
    private void resumeAfter(Exception failure) throws IOException {
        try {
            resume();
        } catch (IOException | RuntimeException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }

    /** Returns when every CPU has stopped; the size that the driver answers is of no interest. */
    private void awaitStopped() throws DeviceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.DUMP.allocate(arena);
            IhkRecord.DUMP.set(record, "command", AREAS_SIZE);
            device.call(IhkRequest.OS_DUMP, record);
        }
    }

    /**
     * Copies physical memory. The driver checks no address: the caller keeps to the kernel's areas.
     *
     * @param target outside the heap
     */
    static void read(Device device, Arena arena, long address, MemorySegment target) throws DeviceException {
        MemorySegment record = IhkRecord.DUMP.allocate(arena);
        IhkRecord.DUMP.set(record, "command", READ);
        IhkRecord.DUMP.set(record, "start", address);
        IhkRecord.DUMP.set(record, "size", target.byteSize());
        IhkRecord.DUMP.set(record, "buffer", target.address());
        device.call(IhkRequest.OS_DUMP, record);
    }

    private void command(int command, int level) throws DeviceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.DUMP.allocate(arena);
            IhkRecord.DUMP.set(record, "command", command);
            IhkRecord.DUMP.set(record, "level", level);
            device.call(IhkRequest.OS_DUMP, record);
        }
    }
}
