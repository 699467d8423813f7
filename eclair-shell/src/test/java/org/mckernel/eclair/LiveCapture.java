package org.mckernel.eclair;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceException;
import org.mckernel.dump.device.DirectDump;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.ihk.StandInIhk;

/** The practice kernel's capture as if it ran under a device. */
public final class LiveCapture implements Device {
    private static final Path DEVICE = Path.of("/dev/mcos0");
    private static final int PAGE = 4096;

    private final StandInIhk ihk = new StandInIhk(StandInIhk.Kind.NEWEST)
            .status(5)
            .kernelAt(PracticeCapture.KERNEL_BASE, 0)
            .log("[  0]: live\n");
    private final TreeMap<Long, byte[]> memory = new TreeMap<>();
    private final Path vmcore;

    private LiveCapture(Path vmcore) {
        this.vmcore = vmcore;
    }

    /** Unpacks the capture. */
    public static LiveCapture in(Path directory) throws Exception {
        LiveCapture made = new LiveCapture(PracticeCapture.unpack(directory));
        try (OpenedDump dump = OpenedDump.open(made.vmcore, Optional.of(PracticeCapture.IMAGE), false)) {
            ChunkList chunks =
                    dump.location().orElseThrow().announced(dump.dump().memory());
            for (int i = 0; i < chunks.count(); i++) {
                byte[] content = new byte[(int) chunks.size(i)];
                dump.dump().memory().read(chunks.address(i), MemorySegment.ofArray(content), 0, content.length);
                made.memory.put(chunks.address(i), content);
                made.ihk.area(chunks.address(i), content);
            }
        }
        return made;
    }

    /** Opens and stops it. */
    public OpenedDump open(Path image) throws IOException {
        return OpenedDump.live(
                DEVICE, LiveDump.open(this, () -> new DirectDump(this), PAGE), Optional.of(image), false);
    }

    /** The same kernel as a file. */
    public Path vmcore() {
        return vmcore;
    }

    /** The driver of the device. */
    public StandInIhk ihk() {
        return ihk;
    }

    /** The kernel sets a variable of its image, a word. */
    void set(long variable, long value) {
        long physical = variable - 0xfffffffffe800000L + PracticeCapture.KERNEL_BASE;
        Map.Entry<Long, byte[]> area = memory.floorEntry(physical);
        ByteBuffer.wrap(area.getValue())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong((int) (physical - area.getKey()), value);
    }

    @Override
    public String name() {
        return DEVICE.toString();
    }

    @Override
    public int call(IhkRequest request, long argument) throws DeviceException {
        int answer;
        synchronized (ihk) {
            answer = ihk.call(request.number(), argument);
        }
        if (answer < 0) {
            throw new DeviceException(name(), request.name(), -answer);
        }
        return answer;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
