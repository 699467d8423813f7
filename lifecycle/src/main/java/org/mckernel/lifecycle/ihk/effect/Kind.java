package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.node.NodeException;

/** The kinds of change, as the journal names them, and how each is taken back. */
public enum Kind {
    /** Nothing of its own to take back. */
    PLAIN("plain"),
    /** A kernel module was loaded. */
    MODULE("module"),
    /** The kernel's swappiness was changed. */
    SWAPPINESS("swappiness"),
    /** irqbalance was stopped. */
    IRQBALANCE_STOP("irqbalance-stop"),
    /** irqbalance was given bans and started. */
    IRQBALANCE_BAN("irqbalance-ban"),
    /** Interrupts were moved. */
    INTERRUPTS("interrupts"),
    /** A running monitor was ended. */
    MONITOR_STOP("monitor-stop"),
    /** The monitor was started. */
    MONITOR_START("monitor-start"),
    /** Memory blocks were taken offline and online again. */
    MEMORY_BLOCKS("memory-blocks"),
    /** Memory was taken from Linux. */
    MEMORY("memory"),
    /** CPUs were taken from Linux. */
    CPUS("cpus"),
    /** An instance was created. */
    INSTANCE("instance"),
    /** A device file was given to somebody. */
    OWNER("owner"),
    /** A folder was made. */
    FOLDER("folder"),
    /** Something was mounted. */
    MOUNT("mount"),
    /** A mount was hidden from other namespaces. */
    PRIVATE("private"),
    /** The record of a boot was written. */
    RECORD("record");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The kind of a change by what {@link Effect#before} told. */
    public static Optional<Kind> of(String before) {
        String word = before.substring(0, Math.max(0, before.indexOf('\n')));
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    /** Takes a change of this kind back. Does no harm if it never happened, or was taken back already. */
    public void undo(Site site, String before) throws IOException, NodeException {
        String saved = before.substring(word.length() + 1);
        switch (this) {
            case PLAIN -> {}
            case MODULE -> LoadModule.undo(site, saved);
            case SWAPPINESS -> Swappiness.undo(site, saved);
            case IRQBALANCE_STOP -> StopIrqbalance.undo(site, saved);
            case IRQBALANCE_BAN -> BanIrqbalance.undo(site, saved);
            case INTERRUPTS -> MoveInterrupts.undo(site, saved);
            case MONITOR_STOP -> StopMonitor.undo(site, saved);
            case MONITOR_START -> StartMonitor.undo(site, saved);
            case MEMORY_BLOCKS -> CycleMemory.undo(site, saved);
            case MEMORY -> ReserveMemory.undo(site, saved);
            case CPUS -> ReserveCpus.undo(site, saved);
            case INSTANCE -> CreateInstance.undo(site, saved);
            case OWNER -> OwnDevice.undo(site, saved);
            case FOLDER -> MakeFolder.undo(site, saved);
            case MOUNT -> MountAt.undo(site, saved);
            case PRIVATE -> MakePrivate.undo(site, saved);
            case RECORD -> KeepRecord.undo(site, saved);
        }
    }
}
