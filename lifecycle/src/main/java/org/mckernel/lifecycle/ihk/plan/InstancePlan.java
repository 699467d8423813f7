package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.effect.ChangeDeviceOwner;
import org.mckernel.lifecycle.ihk.effect.CreateInstance;
import org.mckernel.lifecycle.ihk.effect.ReversibleStep;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.Owner;

/**
 * The steps of a boot that concern the OS instance: destroying an old one, creating, booting and owning the new one.
 */
final class InstancePlan {
    private static final String WITH_INSTANCE = "undone with the instance";

    private final NodeContext context;
    private final BootRecord record;
    private final BootRequest request;
    private final StepList steps;

    InstancePlan(NodeContext context, BootRecord record, BootRequest request, StepList steps) {
        this.context = context;
        this.record = record;
        this.request = request;
        this.steps = steps;
    }

    void destroyOld(IhkResources resources) {
        for (int os : resources.instances()) {
            steps.add(
                    "destroy-old-" + os,
                    "no program holds it",
                    "destroy OS instance %d, at most %d times".formatted(os, OsInstance.ATTEMPTS),
                    "none: its programs are lost",
                    ReversibleStep.plain(() -> {
                        OsInstance.destroy(context, os);
                        record.lose("the earlier OS instance");
                    }));
        }
    }

    void create(ResolvedRequest resolved, Path image, Clock clock) {
        int os = OsInstance.INDEX;
        CpuList cpus = resolved.cpus();
        steps.add("create-os", "no OS instance", "create OS instance 0", "destroy it", new CreateInstance(context));
        steps.add(
                "assign-cpus",
                "reserved",
                "assign CPUs %s; McKernel numbers them 0-%d"
                        .formatted(cpus.text(), cpus.cpus().size() - 1),
                WITH_INSTANCE,
                ReversibleStep.plain(() -> context.driver().assignCpus(os, cpus.cpus())));
        request.ikcMap()
                .ifPresent(map -> steps.add(
                        "set-ikc-map",
                        "CPUs assigned",
                        "send messages " + map.text(),
                        WITH_INSTANCE,
                        ReversibleStep.plain(() -> setMap(map))));
        steps.add(
                "assign-memory",
                "reserved",
                "assign %s".formatted(resolved.memory().text()),
                WITH_INSTANCE,
                ReversibleStep.plain(() -> context.driver().assignMemory(os, resolved.memory())));
        steps.add(
                "load-image",
                "CPUs and memory assigned",
                "load " + image,
                WITH_INSTANCE,
                ReversibleStep.plain(() -> context.driver().load(os, image)));
        String arguments = request.arguments().text();
        steps.add(
                "set-arguments",
                "image loaded",
                "set kernel arguments \"%s\"".formatted(arguments),
                WITH_INSTANCE,
                ReversibleStep.plain(() -> {
                    context.driver().setArguments(os, arguments);
                    record.keepWord("arguments", arguments);
                    record.keepWord(
                            BootRecord.LEVEL, Long.toString(request.arguments().dumpLevel()));
                    record.keepWord("map", request.ikcMap().map(IkcMap::text).orElse("none"));
                }));
        steps.add(
                "boot", "image and arguments set", "boot", WITH_INSTANCE, BootInstance.effect(context, record, clock));
        steps.add(
                "await-running",
                "booted",
                "wait until RUNNING, at most %d s"
                        .formatted(context.installation().patience().toSeconds()),
                "none",
                BootInstance.await(context));
    }

    /** IHK may silently replace an invalid map by another. */
    private void setMap(IkcMap map) throws IOException, NodeException {
        context.driver().setIkcMap(OsInstance.INDEX, map);
        Optional<IkcMap> set = context.driver().ikcMap(OsInstance.INDEX);
        if (set.isPresent() && !BootNotes.destinations(set.get()).equals(BootNotes.destinations(map))) {
            throw new NodeException(
                    Errno.EINVAL,
                    "-r %s: IHK made %s of it".formatted(map.text(), set.get().text()));
        }
    }

    void changeOwner(BootOptions options) {
        options.owner().ifPresent(owner -> {
            steps.add(
                    "own-instance",
                    "RUNNING",
                    "give %s to %s".formatted(OsInstance.device(OsInstance.INDEX), owner.text()),
                    WITH_INSTANCE,
                    new ChangeDeviceOwner(context, OsInstance.device(OsInstance.INDEX), owner));
            if (options.wholeDevice()) {
                steps.add(
                        "own-device",
                        "RUNNING",
                        "give /dev/mcd0 to " + owner.text(),
                        "return it",
                        new ChangeDeviceOwner(context, "/dev/mcd0", owner));
            }
        });
        record.keepWord("owner", options.owner().map(Owner::text).orElse("root"));
    }
}
