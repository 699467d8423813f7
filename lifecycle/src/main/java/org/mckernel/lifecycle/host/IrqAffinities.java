package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which CPUs may serve which interrupt. */
public final class IrqAffinities {
    /**
     * A change of one interrupt.
     *
     * @param irq its number
     * @param old as the kernel writes it
     * @param wanted as wide as {@code old}
     */
    public record Change(int irq, String old, String wanted) {}

    private final Host host;

    public IrqAffinities(Host host) {
        this.host = host;
    }

    /** All, as the kernel writes them, by interrupt. One that vanishes meanwhile is omitted. */
    public NavigableMap<Integer, String> read() throws IOException {
        NavigableMap<Integer, String> affinities = new TreeMap<>();
        for (int irq : Irqs.withDirectory(host)) {
            try {
                String text = host.read(Irqs.affinityFile(irq));
                CpuMask.parse(text);
                affinities.put(irq, text);
            } catch (NoSuchFileException e) {
                affinities.remove(irq); // it is gone
            } catch (IllegalArgumentException e) {
                throw new FileSystemException(host.path(Irqs.affinityFile(irq)).toString(), null, e.getMessage());
            }
        }
        return affinities;
    }

    /**
     * What must change so that no interrupt goes to {@code lwk}: these CPUs are removed from each mask; a mask that no
     * CPU of Linux's is left in becomes all of Linux's CPUs.
     *
     * @param lwk CPUs that McKernel has or gets
     * @throws IOException also if no CPU would be left to Linux
     */
    public List<Change> plan(Collection<Integer> lwk) throws IOException {
        CpuMask taken = CpuMask.of(lwk);
        CpuMask left = Topology.online(host).without(taken);
        if (left.isEmpty()) {
            throw new IOException("CPUs %s are all of Linux's CPUs; leave it one".formatted(taken));
        }
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<Integer, String> affinity : read().entrySet()) {
            CpuMask old = CpuMask.parse(affinity.getValue());
            if (!old.and(taken).isEmpty()) {
                CpuMask rest = old.without(taken);
                CpuMask wanted = rest.and(left).isEmpty() ? left : rest;
                changes.add(
                        new Change(affinity.getKey(), affinity.getValue(), wanted.words(width(affinity.getValue()))));
            }
        }
        return changes;
    }

    /** For how many CPUs a mask was written, rounded up to full digits. */
    private static int width(String mask) {
        int comma = mask.indexOf(',');
        int digits = comma < 0 ? mask.length() : comma;
        return 4 * digits + 32 * (int) mask.chars().filter(c -> c == ',').count();
    }

    /**
     * Sets one.
     *
     * @return why the kernel refuses, which is normal for interrupts that cannot be moved; empty if it does not
     */
    public Optional<String> write(int irq, String mask) {
        try {
            host.write(Irqs.affinityFile(irq), mask);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("interrupt %d is gone".formatted(irq));
        } catch (FileSystemException e) {
            return Optional.of(
                    "interrupt %d: %s".formatted(irq, e.getReason() == null ? "permission denied" : e.getReason()));
        } catch (IOException e) {
            return Optional.of("interrupt %d: %s".formatted(irq, e.getMessage()));
        }
    }
}
