package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.ProcessResult;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * Uses the installed tools, {@code ihkconfig} and {@code ihkosctl}. They are not strict: an action that they do not
 * know ends with 0, creating an instance of index 1 or more ends with the index as if it had failed, most refusals end
 * with 255 whatever the reason, and a printed list may lack CPU 0. Each answer is therefore compared with what else the
 * node shows.
 */
public final class ToolDriver implements IhkDriver {
    private static final Duration SHORT = Duration.ofSeconds(30);
    /** Beyond the 30 s that the driver itself tries, and what moving pages takes on a large node. */
    private static final Duration RESERVE = Duration.ofMinutes(5);
    /** Beyond the driver's own waits: 60 s for boot; 20 s twice and 10 s for shutdown and destroy. */
    private static final Duration BLOCKING = Duration.ofMinutes(2);

    private static final Duration NODE_APPEARS = Duration.ofSeconds(10);
    /** What a tool's process ends with when the request itself was refused: −1. */
    private static final int RAW_FAILURE = 255;

    private final Host host;
    private final DeviceNodes nodes;
    private final String config;
    private final String control;

    /**
     * @param prefix where IHK is installed, an absolute path on the node
     */
    public ToolDriver(Host host, String prefix) {
        this.host = host;
        this.nodes = new DeviceNodes(host);
        this.config = prefix + "/sbin/ihkconfig";
        this.control = prefix + "/sbin/ihkosctl";
    }

    @Override
    public String words() {
        return "IHK's tools %s and %s".formatted(config, control);
    }

    @Override
    public void reserveMemory(MemoryList memory) throws IOException, NodeException {
        ask(RESERVE, config, 0, "reserve", "mem", memory.text());
    }

    @Override
    public void releaseMemory(List<MemoryChunk> chunks) throws IOException, NodeException {
        if (!chunks.isEmpty()) {
            ask(
                    RESERVE,
                    config,
                    0,
                    "release",
                    "mem",
                    chunks.stream().map(c -> c.bytes() + "@" + c.node()).collect(Collectors.joining(",")));
        }
    }

    /** Tools of 2017 do not know {@code all}: those are given the list. */
    @Override
    public void releaseAllMemory() throws IOException, NodeException {
        try {
            ask(RESERVE, config, 0, "release", "mem", "all");
        } catch (NodeException e) {
            releaseMemory(reservedMemory());
        }
    }

    @Override
    public List<MemoryChunk> reservedMemory() throws IOException, NodeException {
        return ToolOutput.memory(config + " query mem", ask(SHORT, config, 0, "query", "mem"));
    }

    @Override
    public void reserveCpus(List<Integer> cpus) throws IOException, NodeException {
        if (!cpus.isEmpty()) {
            ask(RESERVE, config, 0, "reserve", "cpu", CpuList.text(cpus));
        }
    }

    @Override
    public void releaseCpus(List<Integer> cpus) throws IOException, NodeException {
        if (!cpus.isEmpty()) {
            ask(RESERVE, config, 0, "release", "cpu", CpuList.text(cpus));
        }
    }

    @Override
    public List<Integer> reservedCpus() throws IOException, NodeException {
        return cpus(config, 0);
    }

    /** The tool prints a list that starts with CPU 0 wrongly unless CPU 1 is next. */
    private List<Integer> cpus(String tool, int index) throws IOException, NodeException {
        List<Integer> cpus = ToolOutput.cpus(tool + " query cpu", ask(SHORT, tool, index, "query", "cpu"));
        if (!cpus.isEmpty() && !cpus.contains(0) && !cpus.contains(1) && !firstCpuIsOnline()) {
            throw new IOException("%s query cpu: answered %s, but CPU 0 is not with Linux, and the tool omits CPU 0"
                            .formatted(tool, CpuList.text(cpus))
                    + " on its own; use --driver ioctl");
        }
        return cpus;
    }

    private boolean firstCpuIsOnline() throws IOException {
        String file = "/sys/devices/system/cpu/online";
        if (!Files.exists(host.path(file))) {
            return true;
        }
        String online = host.read(file);
        return online.equals("0") || online.startsWith("0-") || online.startsWith("0,");
    }

    @Override
    public int createOs() throws IOException, NodeException {
        List<Integer> before = nodes.instances();
        ProcessResult finished = run(SHORT, config, 0, List.of("create"));
        int status = finished.status();
        if (status > 0 && status < DeviceNodes.MOST_INSTANCES && !before.contains(status) && appears(status)) {
            return status;
        }
        check(config, List.of("create"), finished);
        return 0;
    }

    private boolean appears(int os) throws IOException {
        long end = System.nanoTime() + NODE_APPEARS.toNanos();
        try {
            while (!nodes.instances().contains(os)) {
                if (System.nanoTime() > end) {
                    return false;
                }
                Thread.sleep(20);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for /dev/mcos" + os, e);
        }
    }

    @Override
    public void destroyOs(int os) throws IOException, NodeException {
        List<String> action = List.of("destroy", Integer.toString(os));
        ProcessResult finished = run(BLOCKING, config, 0, action);
        // Of an instance that there is, IHK refuses this for one reason only.
        if (finished.status() == RAW_FAILURE && nodes.instances().contains(os)) {
            throw new NodeException(
                    Errno.EBUSY, "%s destroy %d: /dev/mcos%d is open in a program".formatted(config, os, os));
        }
        check(config, action, finished);
    }

    /** As the tool does, but the tool knows it only since 2018. */
    @Override
    public List<Integer> osInstances() throws IOException {
        return nodes.instances();
    }

    @Override
    public Optional<String> buildId() throws IOException, NodeException {
        try {
            return ToolOutput.buildId(config + " get buildid", ask(SHORT, config, 0, "get", "buildid"));
        } catch (NodeException e) {
            if (e.errno() == Errno.ENOSYS || e.errno() == Errno.EINVAL) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void assignCpus(int os, List<Integer> cpus) throws IOException, NodeException {
        if (!cpus.isEmpty()) {
            ask(SHORT, control, os, "assign", "cpu", CpuList.text(cpus));
        }
    }

    @Override
    public List<Integer> assignedCpus(int os) throws IOException, NodeException {
        return cpus(control, os);
    }

    @Override
    public void assignMemory(int os, MemoryList memory) throws IOException, NodeException {
        ask(SHORT, control, os, "assign", "mem", memory.text());
    }

    @Override
    public List<MemoryChunk> assignedMemory(int os) throws IOException, NodeException {
        return ToolOutput.memory(control + " query mem", ask(SHORT, control, os, "query", "mem"));
    }

    @Override
    public void setIkcMap(int os, IkcMap map) throws IOException, NodeException {
        ask(SHORT, control, os, "set", "ikc_map", map.text());
    }

    @Override
    public Optional<IkcMap> ikcMap(int os) throws IOException, NodeException {
        return ToolOutput.routes(control + " get ikc_map", ask(SHORT, control, os, "get", "ikc_map"));
    }

    @Override
    public void load(int os, Path image) throws IOException, NodeException {
        ask(SHORT, control, os, "load", LoadLimits.path(image));
    }

    @Override
    public void setArguments(int os, String arguments) throws IOException, NodeException {
        ask(SHORT, control, os, "kargs", LoadLimits.arguments(arguments));
    }

    @Override
    public void boot(int os) throws IOException, NodeException {
        ask(BLOCKING, control, os, "boot");
    }

    @Override
    public void shutdown(int os) throws IOException, NodeException {
        ask(BLOCKING, control, os, "shutdown");
    }

    @Override
    public OsStatus status(int os) throws IOException, NodeException {
        return ToolOutput.status(control + " get status", ask(SHORT, control, os, "get", "status"));
    }

    @Override
    public String kernelLog(int os) throws IOException, NodeException {
        String printed = ask(SHORT, control, os, "kmsg");
        return printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed;
    }

    @Override
    public void clearKernelLog(int os) throws IOException, NodeException {
        ask(SHORT, control, os, "clear_kmsg");
    }

    @Override
    public void dump(int os, DumpRequest request, Path partial) throws IOException, NodeException {
        List<String> action = new ArrayList<>(List.of("dump", "-d", Integer.toString(request.level())));
        if (request.interactive()) {
            action.add("-i");
        }
        action.add(partial.toAbsolutePath().toString());
        check(control, action, new FileGrowthMonitor(partial).await(limit -> run(limit, control, os, action)));
        if (Files.size(partial) == 0) {
            throw new IOException("%s dump: exited with 0, but wrote nothing".formatted(control));
        }
    }

    @Override
    public void freeze(int os) throws NodeException {
        throw new NodeException(Errno.ENOSYS, "%s has no action to freeze; use --driver ioctl".formatted(control));
    }

    @Override
    public void thaw(int os) throws NodeException {
        throw new NodeException(Errno.ENOSYS, "%s has no action to thaw; use --driver ioctl".formatted(control));
    }

    private String ask(Duration limit, String tool, int index, String... action) throws IOException, NodeException {
        ProcessResult finished = run(limit, tool, index, List.of(action));
        check(tool, List.of(action), finished);
        return finished.out();
    }

    private ProcessResult run(Duration limit, String tool, int index, List<String> action) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Integer.toString(index));
        line.addAll(action);
        return host.run(limit, tool, line);
    }

    /** Throws unless the tool did what was requested. */
    private static void check(String tool, List<String> action, ProcessResult finished)
            throws IOException, NodeException {
        String what = tool + " " + String.join(" ", action);
        int status = finished.status();
        if (status == 0) {
            if (finished.err().toLowerCase(Locale.ROOT).contains("usage")) {
                throw new NodeException(Errno.ENOSYS, what + ": the installed tool does not support this action");
            }
            return;
        }
        Optional<Errno> errno = status > 128 && status < RAW_FAILURE
                ? ErrnoNames.number(256 - status)
                : ErrnoNames.words(finished.err()).or(() -> ErrnoNames.words(finished.out()));
        if (errno.isEmpty() && status > 128 && status <= 128 + 31) {
            throw new IOException("%s: was ended by signal %d".formatted(what, status - 128));
        }
        throw new NodeException(
                errno.orElse(Errno.EIO),
                "%s: %s%s".formatted(what, finished.reason(), errno.isEmpty() ? "; the tool gives no reason" : ""));
    }
}
