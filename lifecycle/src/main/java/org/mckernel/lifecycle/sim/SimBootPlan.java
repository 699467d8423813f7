package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.node.Accounts;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.Owner;

/**
 * The steps of a boot, in the order that IHK's driver demands; everything that can be wrong is found while planning.
 */
final class SimBootPlan {
    private final SimState state;
    private final Machine machine;
    private final BootRequest request;
    private final BootImage image;
    private final Clock clock;
    private final List<Step> steps = new ArrayList<>();

    private SimBootPlan(SimState state, Machine machine, BootRequest request, BootImage image, Clock clock) {
        this.state = state;
        this.machine = machine;
        this.request = request;
        this.image = image;
        this.clock = clock;
    }

    static Plan of(SimState state, Machine machine, BootRequest request, BootImage image, Clock clock)
            throws IOException, NodeException {
        return new SimBootPlan(state, machine, request, image, clock).plan();
    }

    private Plan plan() throws IOException, NodeException {
        Reservation reservation = new Reservation(machine);
        CpuList cpus = reservation.cpus(request);
        List<Pool.Chunk> chunks = reservation.memory(request.memory());
        String owner = owner();
        String irq = request.firstIrq().isPresent()
                ? "from vector " + request.firstIrq().getAsInt()
                : "at the first free vector";
        String amount = "%s in %d chunk%s (-m %s)"
                .formatted(
                        ByteCount.text(
                                chunks.stream().mapToLong(Pool.Chunk::size).sum()),
                        chunks.size(),
                        chunks.size() == 1 ? "" : "s",
                        shortened(request.memory().text()));
        String monitor = "%s, log %s, hang check %s"
                .formatted(
                        request.facility(),
                        request.redirectLog() ? "copied to syslog" : "not copied",
                        request.hangInterval() < 0 ? "off" : "every " + request.hangInterval() + " s");

        add(
                "load-modules",
                "no instance, no modules",
                "load ihk, ihk-smp-x86_64 (interrupts %s), mcctrl".formatted(irq),
                "unload them",
                state.change(SimState.MACHINE, _ -> Optional.of(machine.text())));
        add(
                "reserve-memory",
                "free on the nodes",
                "take " + amount + " from Linux",
                "return it",
                state.changePool(p -> p.withMemory(chunks, false)));
        add(
                "reserve-cpus",
                "the CPUs are online",
                "take CPUs %s from Linux".formatted(cpus.text()),
                "bring them online",
                state.changePool(p -> p.withCpus(cpus.cpus(), false)));
        add(
                "create-os",
                "no OS instance 0",
                "create OS instance 0, owner %s; %s".formatted(owner, monitor),
                "destroy it",
                state.change(
                        SimState.INSTANCE,
                        _ -> Optional.of(Instance.created(owner, monitor).text())));
        add(
                "assign-cpus",
                "reserved, instance INACTIVE",
                "assign CPUs %s; McKernel numbers them 0-%d"
                        .formatted(cpus.text(), cpus.cpus().size() - 1),
                "unassign them",
                state.changePool(p -> p.withCpus(p.cpus(), true)));
        if (request.ikcMap().isPresent()) {
            IkcMap map = request.ikcMap().get();
            add(
                    "set-ikc-map",
                    "CPUs assigned",
                    "send messages %s".formatted(map.text()),
                    "all to Linux CPU 0",
                    state.changeInstance(i -> i.withIkcMap(map.text())));
        }
        add(
                "assign-memory",
                "reserved, instance INACTIVE",
                "assign all reserved memory",
                "unassign it",
                state.changePool(p -> p.withMemory(p.chunks(), true)));
        add(
                "load-image",
                "CPUs and memory assigned",
                "load %s".formatted(image.name()),
                "unload it",
                state.changeInstance(i -> i.withImage(image.checksum())));
        add(
                "set-arguments",
                "image loaded",
                "set kernel arguments \"%s\"".formatted(request.arguments().text()),
                "clear them",
                state.changeInstance(i -> i.withArguments(request.arguments().text())));
        add(
                "boot",
                "image and arguments set",
                "boot, wait until RUNNING",
                "shut it down",
                state.changeInstance(i -> i.booted(clock.instant().getEpochSecond(), seed(i))));
        return new Plan("boot", steps);
    }

    /** The same boot a second later has different memory, as on a real node. */
    private long seed(Instance instance) {
        return clock.millis() ^ instance.arguments().hashCode();
    }

    private void add(String name, String precondition, String effect, String undo, Step.Action action) {
        steps.add(new Step(name, precondition, effect, undo, action));
    }

    private String owner() throws IOException, NodeException {
        if (request.owner().isEmpty()) {
            return System.getProperty("user.name");
        }
        Owner owner = request.owner().get();
        Accounts.check(owner);
        return owner.text();
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
