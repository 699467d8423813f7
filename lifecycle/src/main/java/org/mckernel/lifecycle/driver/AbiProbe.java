package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceException;
import org.mckernel.dump.device.IhkRequest;

/**
 * Finds out the generation of a driver by requests that change nothing: none reports it. Only generation A refuses the
 * request for a build id; a driver that takes text writes text into the buffer of a query; only generation D refuses
 * the request for the routes of more than 512 CPUs (added in the same month as D).
 */
final class AbiProbe {
    private static final int MORE_THAN_D_TAKES = 1024;
    private static final int BUILD_ID = 256;
    private static final long UNTOUCHED = -1;

    private AbiProbe() {}

    /** The build id; empty on a driver that is too old. */
    static Optional<String> buildId(Device device) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // The driver writes its complete text, whatever the size of the buffer.
            MemorySegment buffer = arena.allocate(BUILD_ID * 16);
            device.call(IhkRequest.GET_BUILDID, buffer);
            return Optional.of(TextResources.string(buffer.asSlice(0, BUILD_ID)));
        } catch (DeviceException e) {
            if (e.errno() == DeviceException.EINVAL) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether CPUs and memory are text. */
    static boolean takesText(Device device) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // As an array request: count 0, which requests the count alone and leaves the first pointer unchanged. Text
            // begins
            // there, and is empty if nothing is reserved.
            MemorySegment buffer = arena.allocate(TextResources.ROOM, 8);
            buffer.set(ValueLayout.JAVA_LONG, 0, UNTOUCHED);
            device.call(IhkRequest.QUERY_MEM, buffer);
            byte first = buffer.get(ValueLayout.JAVA_BYTE, 0);
            boolean text = first == 0 || (first >= '0' && first <= '9');
            if (!text && buffer.get(ValueLayout.JAVA_LONG, 0) != UNTOUCHED) {
                throw new IOException(
                        device.name() + ": QUERY_MEM: the answer is neither text nor a count; " + "unknown driver");
            }
            return text;
        }
    }

    /** The possible generations of a driver that reports a build id and takes arrays, from an instance with CPUs. */
    static Set<Generation> byRoutes(Device instance) throws IOException {
        if (instance.call(IhkRequest.OS_GET_NUM_CPUS, 0) == 0) {
            return EnumSet.of(Generation.B, Generation.C, Generation.D);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sources = arena.allocate(ValueLayout.JAVA_INT, MORE_THAN_D_TAKES);
            MemorySegment destinations = arena.allocate(ValueLayout.JAVA_INT, MORE_THAN_D_TAKES);
            ArrayResources.askRoutes(instance, arena, sources, destinations, MORE_THAN_D_TAKES);
            return EnumSet.of(Generation.B, Generation.C);
        } catch (DeviceException e) {
            if (e.errno() == DeviceException.EINVAL) {
                return EnumSet.of(Generation.D);
            }
            throw e;
        }
    }
}
