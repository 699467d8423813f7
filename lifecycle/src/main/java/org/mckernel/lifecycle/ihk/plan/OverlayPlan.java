package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.mckernel.lifecycle.host.DirectoryTree;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.ihk.effect.LoadModule;
import org.mckernel.lifecycle.ihk.effect.MakeDirectory;
import org.mckernel.lifecycle.ihk.effect.MakePrivate;
import org.mckernel.lifecycle.ihk.effect.MountFileSystem;
import org.mckernel.lifecycle.ihk.effect.ReversibleStep;

/**
 * Shows programs that are started for McKernel its own {@code /proc} and {@code /sys} over Linux's: old installations
 * bring the module {@code mcoverlay} for that; its file decides. The original checks for the Linux versions
 * for which it was built instead: 4.0.x, 4.6.x without a number after a dash, and 3.10.0-327 to 3.10.0-693.
 */
public final class OverlayPlan {
    public static final String MODULE = "mcoverlay";
    private static final String LWK_PROC = "/proc/mcos0";
    private static final String LWK_SYS = "/sys/devices/virtual/mcos/mcos0/sys";
    private static final String READY = LWK_SYS + "/setup_complete";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final List<String> MOUNTED = List.of("/mcos0_sys", "/mcos0_proc", "/linux_proc", "");

    private final NodeContext context;
    private final BootRecord record;
    private final StepList steps;
    private final String directory;

    OverlayPlan(NodeContext context, BootRecord record, StepList steps) {
        this.context = context;
        this.record = record;
        this.steps = steps;
        this.directory = context.installation().overlay();
    }

    private boolean wanted() {
        return Files.exists(context.host().path(context.installation().moduleFile(MODULE)));
    }

    /** Removes the overlay of an earlier boot. */
    void clearEarlierOverlay() throws IOException {
        if (context.modules().loaded(MODULE)) {
            steps.add(
                    "clear-overlay",
                    "none",
                    "umount the earlier overlay at %s, rmmod %s".formatted(directory, MODULE),
                    "none: it belonged to an instance that is destroyed",
                    ReversibleStep.plain(() -> {
                        record.lose("the earlier overlay");
                        clear(context);
                    }));
        }
    }

    /** Unmounts, removes the directory and the module, as far as they exist. */
    static void clear(NodeContext context) throws IOException {
        String directory = context.installation().overlay();
        for (String below : MOUNTED) {
            MountFileSystem.unmount(context, directory + below);
        }
        MakeDirectory.remove(context, directory);
        LoadModule.unload(context, MODULE);
    }

    /** The steps that make the overlay; none without the module. */
    public void mount() {
        if (!wanted()) {
            return;
        }
        record.keepOverlay();
        steps.add(
                "overlay-directory",
                directory + " does not exist",
                "make " + directory,
                "remove it",
                new MakeDirectory(context, directory));
        mount(
                "overlay-tmpfs",
                directory,
                "tmpfs",
                () -> context.mounts().mount("tmpfs", "tmpfs", directory, "mode=0755"));
        mount("overlay-linux-proc", directory + "/linux_proc", "/proc", () -> {
            make("linux_proc");
            context.mounts().bind("/proc", directory + "/linux_proc");
        });
        steps.add(
                "load-" + MODULE,
                "none",
                "insmod %s, on CPU 0".formatted(context.installation().moduleFile(MODULE)),
                "rmmod " + MODULE,
                new LoadModule(context, record, MODULE, List.of()));
        part("proc", LWK_PROC, LWK_PROC + ":/proc");
        part("sys", READY, LWK_SYS + ":/sys");
        steps.add(
                "overlay-hide",
                "overlaid",
                "hide Linux's CPUs and NUMA nodes that McKernel lacks",
                "undone with " + directory,
                ReversibleStep.plain(this::hide));
    }

    private void mount(String name, String target, String what, MountFileSystem.Mounting mounting) {
        steps.add(
                name,
                "nothing mounted there",
                "mount %s at %s".formatted(what, target),
                "umount " + target,
                new MountFileSystem(context, target, mounting));
    }

    private void part(String name, String awaited, String lower) {
        steps.add(
                "await-" + name,
                "RUNNING",
                "wait for %s, at most %d s".formatted(awaited, LIMIT.toSeconds()),
                "none",
                ReversibleStep.plain(() -> Poller.until(
                        LIMIT,
                        PAUSE,
                        awaited + " does not appear",
                        () -> Files.exists(context.host().path(awaited)))));
        String target = directory + "/mcos0_" + name;
        mount("overlay-" + name, target, lower, () -> {
            make("mcos0_" + name);
            make("mcos0_" + name + "_upper");
            make("mcos0_" + name + "_work");
            context.mounts()
                    .mount(
                            MODULE,
                            MODULE,
                            target,
                            "lowerdir=%s,upperdir=%s_upper,workdir=%s_work,nocopyupw,nofscheck"
                                    .formatted(lower, target, target));
        });
        steps.add(
                "private-" + name,
                "none",
                "make mounts below /%s private to this mount namespace".formatted(name),
                "make them shared again",
                new MakePrivate(context, record, "/" + name));
    }

    private void make(String name) throws IOException {
        Path made = context.host().path(directory + "/" + name);
        if (!Files.isDirectory(made)) {
            Files.createDirectory(made);
        }
    }

    private void hide() throws IOException {
        Host host = context.host();
        Path proc = host.path(directory + "/mcos0_proc");
        Path sys = host.path(directory + "/mcos0_sys");
        Path mark = proc.resolve("mckernel");
        if (!Files.exists(mark)) {
            Files.createFile(mark); // shows programs that they run on McKernel
        }
        Files.deleteIfExists(sys.resolve("setup_complete"));
        Path lwk = host.path(LWK_SYS);
        for (String cpu : foreign(sys, lwk, "devices/system/cpu", "cpu[0-9]{1,5}")) {
            for (String link : nodes(sys.resolve("devices/system/cpu/" + cpu), "node[0-9]{1,5}")) {
                DirectoryTree.delete(sys.resolve("devices/system/cpu/" + cpu + "/" + link));
            }
            DirectoryTree.delete(sys.resolve("devices/system/cpu/" + cpu));
            DirectoryTree.delete(sys.resolve("bus/cpu/devices/" + cpu));
            DirectoryTree.delete(sys.resolve("bus/cpu/drivers/processor/" + cpu));
        }
        Path nodes = sys.resolve("devices/system/node");
        for (String node : foreign(sys, lwk, "devices/system/node", "node[0-9]{1,5}")) {
            DirectoryTree.delete(nodes.resolve(node));
            DirectoryTree.delete(sys.resolve("bus/node/devices/" + node));
        }
        for (String node : nodes(nodes, "node[0-9]{1,5}")) {
            for (String cpu : foreign(sys, lwk, "devices/system/node/" + node, "cpu[0-9]{1,5}")) {
                DirectoryTree.delete(nodes.resolve(node).resolve(cpu));
            }
            for (String block : nodes(nodes.resolve(node), "memory[0-9]{1,9}")) {
                DirectoryTree.delete(nodes.resolve(node).resolve(block));
            }
        }
        for (String file : nodes(nodes, "has_.*")) {
            DirectoryTree.delete(nodes.resolve(file));
        }
        for (String cpu : foreign(sys, lwk, "bus/cpu/devices", "cpu[0-9]{1,5}")) {
            DirectoryTree.delete(sys.resolve("bus/cpu/devices/" + cpu));
        }
    }

    /** What of a directory McKernel's own tree lacks. */
    private static List<String> foreign(Path sys, Path lwk, String directory, String pattern) throws IOException {
        return nodes(sys.resolve(directory), pattern).stream()
                .filter(name -> !Files.exists(lwk.resolve(directory).resolve(name)))
                .toList();
    }

    private static List<String> nodes(Path directory, String pattern) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(directory)) {
            return names.map(p -> p.getFileName().toString())
                    .filter(n -> n.matches(pattern))
                    .sorted()
                    .toList();
        }
    }
}
