package org.mckernel.lifecycle.ihk.effect;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All kinds of change that a journal can name. A new kind is a file of its own and a line here. */
public final class EffectRegistry {
    private static final Map<String, EffectKind> KINDS = Stream.of(
                    ReversibleStep.PLAIN,
                    LoadModule.KIND,
                    SetSwappiness.KIND,
                    StopIrqbalance.KIND,
                    BanIrqbalance.KIND,
                    MoveInterrupts.KIND,
                    StopMonitor.KIND,
                    StartMonitor.KIND,
                    CycleMemoryBlocks.KIND,
                    ReserveMemory.KIND,
                    ReserveCpus.KIND,
                    CreateInstance.KIND,
                    ChangeDeviceOwner.KIND,
                    MakeDirectory.KIND,
                    MountFileSystem.KIND,
                    MakePrivate.KIND,
                    SaveBootRecord.KIND)
            .collect(Collectors.toUnmodifiableMap(EffectKind::word, Function.identity()));

    private EffectRegistry() {}

    /** The kind of the change that {@link ReversibleStep#before} described; empty if this version has no such kind. */
    public static Optional<EffectKind> of(String before) {
        return Optional.ofNullable(KINDS.get(before.substring(0, Math.max(0, before.indexOf('\n')))));
    }
}
