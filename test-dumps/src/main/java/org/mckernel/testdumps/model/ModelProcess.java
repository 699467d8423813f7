package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;

/** A process of the model. */
public final class ModelProcess {
    private final int pid;
    private final int ppid;
    private final String command;
    private final long address;
    private final List<ModelRange> ranges = new ArrayList<>();
    private boolean hashed = true;
    private long root;

    ModelProcess(int pid, int ppid, String command, long address) {
        this.pid = pid;
        this.ppid = ppid;
        this.command = command;
        this.address = address;
    }

    /** Adds a range of addresses; by ascending address. */
    public ModelProcess map(ModelRange range) {
        ranges.add(range);
        return this;
    }

    /** It is being taken down: its threads and pages are there, the hash of all processes does not have it any more. */
    public ModelProcess unhashed() {
        hashed = false;
        return this;
    }

    /** Number. */
    public int pid() {
        return pid;
    }

    /** Its parent's number; who is not there counts as process 1. */
    public int ppid() {
        return ppid;
    }

    /** Command line, arguments parted by NUL. */
    public String command() {
        return command;
    }

    /** Virtual address of its {@code struct process}. */
    public long address() {
        return address;
    }

    /** Its memory. */
    public List<ModelRange> ranges() {
        return List.copyOf(ranges);
    }

    /** Whether the hash of all processes has it. */
    boolean hashed() {
        return hashed;
    }

    /** Physical address of its top page table; 0 when it has none. */
    public long root() {
        return root;
    }

    void root(long table) {
        root = table;
    }
}
