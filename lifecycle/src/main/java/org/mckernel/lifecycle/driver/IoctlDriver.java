package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceException;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.device.MachinePage;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * Uses the device files directly. A file is open for one request only: older drivers exclude all others meanwhile,
 * and an open instance cannot be destroyed.
 */
public final class IoctlDriver implements IhkDriver {
    /** Beyond the driver's own waits: 60 s for boot; 20 s twice and 10 s for shutdown and destroy. */
    private static final Duration BLOCKING = Duration.ofMinutes(2);

    private static final int LARGEST_LOG = (8 << 20) + 4096;

    private final DeviceNodes nodes;
    private final Devices devices;
    private final Optional<Generation> configured;
    private Optional<Resources> resources = Optional.empty();

    /** What is done with an open device. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Device device) throws IOException;
    }

    /**
     * @param configured the driver's generation if it is known; else it is found out
     */
    public IoctlDriver(Host host, Optional<Generation> configured) {
        this(host, configured, Devices.of(host));
    }

    IoctlDriver(Host host, Optional<Generation> configured, Devices devices) {
        this.nodes = new DeviceNodes(host);
        this.devices = devices;
        this.configured = configured;
    }

    @Override
    public String words() {
        return "IHK's device files" + configured.map(g -> ", generation " + g).orElse("");
    }

    @Override
    public void reserveMemory(MemoryList memory) throws IOException, NodeException {
        Resources form = resources();
        onDevice(d -> {
            form.memory(d, IhkRequest.RESERVE_MEM, memory.items());
            return true;
        });
    }

    @Override
    public void releaseMemory(List<MemoryChunk> chunks) throws IOException, NodeException {
        if (chunks.isEmpty()) {
            return;
        }
        Resources form = resources();
        onDevice(d -> {
            form.memory(
                    d,
                    IhkRequest.RELEASE_MEM,
                    chunks.stream()
                            .map(c -> new MemoryList.Item(c.bytes(), c.node()))
                            .toList());
            return true;
        });
    }

    @Override
    public void releaseAllMemory() throws IOException, NodeException {
        releaseMemory(reservedMemory());
    }

    @Override
    public List<MemoryChunk> reservedMemory() throws IOException, NodeException {
        Resources form = resources();
        return onDevice(d -> form.memory(d, IhkRequest.QUERY_MEM));
    }

    @Override
    public void reserveCpus(List<Integer> cpus) throws IOException, NodeException {
        someCpus(IhkRequest.RESERVE_CPU, cpus);
    }

    @Override
    public void releaseCpus(List<Integer> cpus) throws IOException, NodeException {
        someCpus(IhkRequest.RELEASE_CPU, cpus);
    }

    private void someCpus(IhkRequest request, List<Integer> cpus) throws IOException, NodeException {
        if (cpus.isEmpty()) {
            return;
        }
        Resources form = resources();
        onDevice(d -> {
            form.cpus(d, request, cpus);
            return true;
        });
    }

    @Override
    public List<Integer> reservedCpus() throws IOException, NodeException {
        Resources form = resources();
        return onDevice(d -> form.cpus(d, IhkRequest.QUERY_CPU, IhkRequest.GET_NUM_CPUS));
    }

    @Override
    public int createOs() throws IOException, NodeException {
        return onDevice(d -> d.call(IhkRequest.CREATE_OS, 0));
    }

    @Override
    public void destroyOs(int os) throws IOException, NodeException {
        // The driver's own check of the index is off by one.
        if (os < 0 || os >= DeviceNodes.MOST_INSTANCES) {
            throw new NodeException(Errno.EINVAL, "there is no instance " + os);
        }
        asked(() -> devices.block(nodes.device(), true, IhkRequest.DESTROY_OS, os, BLOCKING));
    }

    @Override
    public List<Integer> osInstances() throws IOException {
        return nodes.instances();
    }

    @Override
    public Optional<String> buildId() throws IOException, NodeException {
        return onDevice(AbiProbe::buildId);
    }

    @Override
    public void assignCpus(int os, List<Integer> cpus) throws IOException, NodeException {
        Resources form = resources();
        onInstance(os, d -> {
            form.cpus(d, IhkRequest.OS_ASSIGN_CPU, cpus);
            return true;
        });
    }

    @Override
    public List<Integer> assignedCpus(int os) throws IOException, NodeException {
        Resources form = resources();
        return onInstance(os, d -> form.cpus(d, IhkRequest.OS_QUERY_CPU, IhkRequest.OS_GET_NUM_CPUS));
    }

    @Override
    public void assignMemory(int os, MemoryList memory) throws IOException, NodeException {
        Resources form = resources();
        onInstance(os, d -> {
            form.memory(d, IhkRequest.OS_ASSIGN_MEM, memory.items());
            return true;
        });
    }

    @Override
    public List<MemoryChunk> assignedMemory(int os) throws IOException, NodeException {
        Resources form = resources();
        return onInstance(os, d -> form.memory(d, IhkRequest.OS_QUERY_MEM));
    }

    @Override
    public void setIkcMap(int os, IkcMap map) throws IOException, NodeException {
        Resources form = resources();
        onInstance(os, d -> {
            form.routes(d, map);
            return true;
        });
    }

    @Override
    public Optional<IkcMap> ikcMap(int os) throws IOException, NodeException {
        Resources form = resources();
        return onInstance(os, form::routes);
    }

    @Override
    public void load(int os, Path image) throws IOException, NodeException {
        text(os, IhkRequest.OS_LOAD, LoadLimits.path(image));
    }

    @Override
    public void setArguments(int os, String arguments) throws IOException, NodeException {
        text(os, IhkRequest.OS_SET_KARGS, LoadLimits.arguments(arguments));
    }

    /** The driver copies a fixed number of bytes: 256 of a path, 1023 of arguments. */
    private void text(int os, IhkRequest request, String text) throws IOException, NodeException {
        onInstance(os, d -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment room = arena.allocate(1024);
                room.setString(0, text, StandardCharsets.UTF_8);
                return d.call(request, room);
            }
        });
    }

    @Override
    public void boot(int os) throws IOException, NodeException {
        asked(() -> devices.block(nodes.instance(os), false, IhkRequest.OS_BOOT, 0, BLOCKING));
    }

    @Override
    public void shutdown(int os) throws IOException, NodeException {
        asked(() -> devices.block(nodes.instance(os), false, IhkRequest.OS_SHUTDOWN, 0, BLOCKING));
    }

    @Override
    public OsStatus status(int os) throws IOException, NodeException {
        boolean text = resources() instanceof TextResources;
        boolean old = configured.isEmpty() && buildId().isEmpty();
        return onInstance(os, d -> {
            Set<Generation> possible = configured
                    .<Set<Generation>>map(EnumSet::of)
                    .orElseGet(() -> old
                            ? EnumSet.of(Generation.A)
                            : text ? EnumSet.of(Generation.B) : EnumSet.noneOf(Generation.class));
            if (possible.isEmpty()) {
                possible = AbiProbe.byRoutes(d);
            }
            int raw = d.call(IhkRequest.OS_STATUS, 0);
            String words = Generation.words(possible);
            return Generation.status(possible, raw)
                    .orElseThrow(() -> new IOException(
                            "%s: state %d is ambiguous in generation %s of IHK's driver; configure the generation"
                                    .formatted(d.name(), raw, words)));
        });
    }

    @Override
    public String kernelLog(int os) throws IOException, NodeException {
        return onInstance(os, d -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(LARGEST_LOG);
                int length = d.call(IhkRequest.OS_READ_KMSG, buffer);
                return new String(
                        buffer.asSlice(0, Math.min(length, LARGEST_LOG)).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
            }
        });
    }

    @Override
    public void clearKernelLog(int os) throws IOException, NodeException {
        onInstance(os, d -> d.call(IhkRequest.OS_CLEAR_KMSG, 0));
    }

    @Override
    public void dump(int os, DumpRequest request, Path partial) throws IOException, NodeException {
        LiveDumpWriter writer = new LiveDumpWriter(devices, nodes.instance(os));
        asked(() -> {
            writer.write(request.level(), request.interactive(), partial);
            return true;
        });
    }

    @Override
    public void freeze(int os) throws IOException, NodeException {
        onInstance(os, d -> d.call(IhkRequest.OS_FREEZE, 0));
    }

    @Override
    public void thaw(int os) throws IOException, NodeException {
        asked(() -> devices.block(nodes.instance(os), false, IhkRequest.OS_THAW, 0, BLOCKING));
    }

    /** The form of lists that this driver takes: detected once. */
    private Resources resources() throws IOException, NodeException {
        if (resources.isEmpty()) {
            long page = MachinePage.size();
            resources = Optional.of(onDevice(d -> takesText(d) ? new TextResources() : new ArrayResources(page)));
        }
        return resources.get();
    }

    private boolean takesText(Device device) throws IOException {
        if (configured.isPresent() && configured.get() != Generation.B) {
            return configured.get() == Generation.A;
        }
        return AbiProbe.buildId(device).isEmpty() || AbiProbe.takesText(device);
    }

    private <T> T onDevice(Use<T> use) throws IOException, NodeException {
        return on(nodes.device(), true, use);
    }

    private <T> T onInstance(int os, Use<T> use) throws IOException, NodeException {
        return on(nodes.instance(os), false, use);
    }

    private <T> T on(Path path, boolean write, Use<T> use) throws IOException, NodeException {
        return asked(() -> {
            try (Device device = devices.open(path, write)) {
                return use.of(device);
            }
        });
    }

    /** A question that IHK may refuse. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T asked(Question<T> question) throws IOException, NodeException {
        try {
            return question.ask();
        } catch (DeviceException e) {
            throw ErrnoNames.of(e.getMessage(), e.errno());
        } catch (LiveDump.NotBootedException e) {
            throw new NodeException(Errno.EINVAL, e.getMessage());
        }
    }
}
