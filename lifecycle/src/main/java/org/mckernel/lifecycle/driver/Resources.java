package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/** How CPUs, memory and routes are written into requests, and read from answers. */
interface Resources {
    /** A request with CPUs. */
    void cpus(Device device, IhkRequest request, List<Integer> cpus) throws IOException;

    /** The answer of a query; {@code count} is the request for their number. */
    List<Integer> cpus(Device device, IhkRequest query, IhkRequest count) throws IOException;

    /** A request with memory. */
    void memory(Device device, IhkRequest request, List<MemoryList.Item> items) throws IOException;

    /** The answer of a query. */
    List<MemoryChunk> memory(Device device, IhkRequest query) throws IOException;

    /** Sets the routes. */
    void routes(Device device, IkcMap map) throws IOException;

    /** The routes; empty if there is no CPU. */
    Optional<IkcMap> routes(Device device) throws IOException;
}
