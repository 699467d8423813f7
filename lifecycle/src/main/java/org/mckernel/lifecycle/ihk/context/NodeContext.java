package org.mckernel.lifecycle.ihk.context;

import java.util.function.Consumer;
import org.mckernel.lifecycle.driver.IhkDriver;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.IrqAffinities;
import org.mckernel.lifecycle.host.Irqbalance;
import org.mckernel.lifecycle.host.KernelSettings;
import org.mckernel.lifecycle.host.Modules;
import org.mckernel.lifecycle.host.Mounts;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.journal.StateDirectory;

/**
 * What the steps work on.
 *
 * @param host the node's Linux
 * @param installation where IHK is
 * @param driver IHK itself
 * @param state where the journal and the record of a boot are
 * @param notes takes notes for the user, one line each
 */
public record NodeContext(
        Host host, Installation installation, IhkDriver driver, StateDirectory state, Consumer<String> notes) {
    public Modules modules() {
        return new Modules(host);
    }

    public Processes processes() {
        return new Processes(host);
    }

    public KernelSettings settings() {
        return new KernelSettings(host);
    }

    public IrqAffinities affinities() {
        return new IrqAffinities(host);
    }

    public Irqbalance irqbalance() {
        return new Irqbalance(host);
    }

    public Mounts mounts() {
        return new Mounts(host);
    }

    public void note(String line) {
        notes.accept(line);
    }
}
