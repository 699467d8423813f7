package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;

/** The kinds of change, as the journal names them, and how each is taken back. */
public enum EffectKind {
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
    /** A directory was made. */
    DIRECTORY("directory"),
    /** Something was mounted. */
    MOUNT("mount"),
    /** A mount was hidden from other namespaces. */
    PRIVATE("private"),
    /** The record of a boot was written. */
    RECORD("record");

    private final String word;

    EffectKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The kind of a change by what {@link ReversibleStep#before} told. */
    public static Optional<EffectKind> of(String before) {
        String word = before.substring(0, Math.max(0, before.indexOf('\n')));
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    /** Takes a change of this kind back. Does no harm if it never happened, or was taken back already. */
    public void undo(NodeContext context, String before) throws IOException, NodeException {
        String saved = before.substring(word.length() + 1);
        switch (this) {
            case PLAIN -> {}
            case MODULE -> LoadModule.undo(context, saved);
            case SWAPPINESS -> SetSwappiness.undo(context, saved);
            case IRQBALANCE_STOP -> StopIrqbalance.undo(context, saved);
            case IRQBALANCE_BAN -> BanIrqbalance.undo(context, saved);
            case INTERRUPTS -> MoveInterrupts.undo(context, saved);
            case MONITOR_STOP -> StopMonitor.undo(context, saved);
            case MONITOR_START -> StartMonitor.undo(context, saved);
            case MEMORY_BLOCKS -> CycleMemoryBlocks.undo(context, saved);
            case MEMORY -> ReserveMemory.undo(context, saved);
            case CPUS -> ReserveCpus.undo(context, saved);
            case INSTANCE -> CreateInstance.undo(context, saved);
            case OWNER -> ChangeDeviceOwner.undo(context, saved);
            case DIRECTORY -> MakeDirectory.undo(context, saved);
            case MOUNT -> MountFileSystem.undo(context, saved);
            case PRIVATE -> MakePrivate.undo(context, saved);
            case RECORD -> SaveBootRecord.undo(context, saved);
        }
    }
}
