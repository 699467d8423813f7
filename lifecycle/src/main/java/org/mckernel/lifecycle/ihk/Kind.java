package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mckernel.lifecycle.node.NodeException;

/** The kinds of change, as the journal names them, and how each is taken back. */
enum Kind {
    /** Nothing of its own to take back. */
    PLAIN("plain", (_, _) -> {}),
    /** A kernel module was loaded. */
    MODULE("module", LoadModule::undo),
    /** The kernel's swappiness was changed. */
    SWAPPINESS("swappiness", Swappiness::undo),
    /** irqbalance was stopped. */
    IRQBALANCE_STOP("irqbalance-stop", StopIrqbalance::undo),
    /** irqbalance was given bans and started. */
    IRQBALANCE_BAN("irqbalance-ban", BanIrqbalance::undo),
    /** Interrupts were moved. */
    INTERRUPTS("interrupts", MoveInterrupts::undo),
    /** A running monitor was ended. */
    MONITOR_STOP("monitor-stop", StopMonitor::undo),
    /** The monitor was started. */
    MONITOR_START("monitor-start", StartMonitor::undo),
    /** Memory blocks were taken offline and online again. */
    MEMORY_BLOCKS("memory-blocks", CycleMemory::undo),
    /** Memory was taken from Linux. */
    MEMORY("memory", ReserveMemory::undo),
    /** CPUs were taken from Linux. */
    CPUS("cpus", ReserveCpus::undo),
    /** An instance was created. */
    INSTANCE("instance", CreateInstance::undo),
    /** A device file was given to somebody. */
    OWNER("owner", OwnDevice::undo),
    /** A folder was made. */
    FOLDER("folder", MakeFolder::undo),
    /** Something was mounted. */
    MOUNT("mount", MountAt::undo),
    /** A mount was hidden from other namespaces. */
    PRIVATE("private", MakePrivate::undo),
    /** The record of a boot was written. */
    RECORD("record", KeepRecord::undo);

    /** Takes a change back. */
    @FunctionalInterface
    interface Undoing {
        /** Does no harm if the change never happened, or was taken back already. */
        void undo(Site site, String saved) throws IOException, NodeException;
    }

    private final String word;
    private final Undoing undoing;

    Kind(String word, Undoing undoing) {
        this.word = word;
        this.undoing = undoing;
    }

    String word() {
        return word;
    }

    /** The kind of a change by what {@link Effect#before} told. */
    static Optional<Kind> of(String before) {
        String word = before.substring(0, Math.max(0, before.indexOf('\n')));
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    /** Takes a change of this kind back. */
    void undo(Site site, String before) throws IOException, NodeException {
        undoing.undo(site, before.substring(word.length() + 1));
    }
}
