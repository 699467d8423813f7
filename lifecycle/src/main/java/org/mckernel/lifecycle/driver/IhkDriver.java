package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * Sends requests to IHK's driver on device 0. One method is one request: no retries, no cache. Each call
 * ends within the driver's own limit; what blocks in the kernel is detached in a helper process, which the error
 * names.
 *
 * <p>A refusal by IHK is a {@link NodeException} with its reason; an {@link IOException} means that IHK could not be
 * asked.
 */
public interface IhkDriver {
    /** Which way of asking this is, in words. */
    String words();

    /**
     * Takes memory from Linux. A request that fails midway may leave a part of it taken: ask {@link #reservedMemory}.
     */
    void reserveMemory(MemoryList memory) throws IOException, NodeException;

    /** Returns memory to Linux; each must be exactly one chunk of {@link #reservedMemory}. */
    void releaseMemory(List<MemoryChunk> chunks) throws IOException, NodeException;

    /** Returns all reserved, unassigned memory to Linux. */
    void releaseAllMemory() throws IOException, NodeException;

    /** Memory that is reserved and not assigned, by address. */
    List<MemoryChunk> reservedMemory() throws IOException, NodeException;

    /** Takes CPUs, by Linux's numbers, from Linux. */
    void reserveCpus(List<Integer> cpus) throws IOException, NodeException;

    /** Returns CPUs to Linux; they must be reserved and unassigned. */
    void releaseCpus(List<Integer> cpus) throws IOException, NodeException;

    /** CPUs that are reserved and not assigned, ascending. */
    List<Integer> reservedCpus() throws IOException, NodeException;

    /**
     * Creates an instance.
     *
     * @return its index
     */
    int createOs() throws IOException, NodeException;

    /**
     * Destroys an instance, which returns what it has to the reservation; EBUSY while any program has its device open.
     */
    void destroyOs(int os) throws IOException, NodeException;

    /** Indices of all instances, ascending. */
    List<Integer> osInstances() throws IOException, NodeException;

    /** The modules' build id; empty if they are too old to report one. */
    Optional<String> buildId() throws IOException, NodeException;

    /** Assigns reserved CPUs; the order given becomes McKernel's numbering. */
    void assignCpus(int os, List<Integer> cpus) throws IOException, NodeException;

    /** Assigned CPUs, in McKernel's order. */
    List<Integer> assignedCpus(int os) throws IOException, NodeException;

    /** Assigns reserved memory. */
    void assignMemory(int os, MemoryList memory) throws IOException, NodeException;

    /** Assigned memory, by address. */
    List<MemoryChunk> assignedMemory(int os) throws IOException, NodeException;

    /** Sets who receives whose messages. */
    void setIkcMap(int os, IkcMap map) throws IOException, NodeException;

    /** Who receives whose messages; empty if there is no CPU. */
    Optional<IkcMap> ikcMap(int os) throws IOException, NodeException;

    /** Loads an image. */
    void load(int os, Path image) throws IOException, NodeException;

    /** Sets the kernel's arguments. */
    void setArguments(int os, String arguments) throws IOException, NodeException;

    /** Boots; returns when the kernel is READY, which is before it is RUNNING. */
    void boot(int os) throws IOException, NodeException;

    /** Shuts down; the instance stays, its resources return to the reservation. */
    void shutdown(int os) throws IOException, NodeException;

    /** The state of an instance. Not to be asked before boot or after shutdown: some drivers do not survive it. */
    OsStatus status(int os) throws IOException, NodeException;

    /** The kernel's log so far. */
    String kernelLog(int os) throws IOException, NodeException;

    /** Empties the kernel's log. */
    void clearKernelLog(int os) throws IOException, NodeException;

    /**
     * Stops the kernel, writes its memory into {@code partial}, and resumes it whatever happens.
     *
     * @param partial where to; it exists and is empty. The request's own file is the caller's business
     */
    void dump(int os, DumpRequest request, Path partial) throws IOException, NodeException;

    /** Freezes all CPUs. */
    void freeze(int os) throws IOException, NodeException;

    /** Resumes frozen CPUs. */
    void thaw(int os) throws IOException, NodeException;
}
