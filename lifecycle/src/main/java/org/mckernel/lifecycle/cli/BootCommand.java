package org.mckernel.lifecycle.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.RequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mck boot}: takes CPUs and memory from Linux and boots McKernel, as mcreboot does. */
@Command(
        name = "boot",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Takes CPUs and memory from Linux and boots McKernel with them; on failure everything is rolled back.",
        footer = {
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  mck boot -d 0",
            "  mck boot -c 4-7 -m 1G@0,1G@1 -r 4-5:0+6-7:1 --dry-run"
        })
final class BootCommand extends NodeCommand {
    @Option(
            names = "-c",
            paramLabel = "CPUS",
            description = "CPUs to take, in McKernel's order: 4,6-7. Default: the upper half of NUMA node 0's.")
    private String cpus;

    @Option(
            names = "-m",
            paramLabel = "MEM",
            description = "Memory to take: SIZE@NODE,...; SIZE may be all. Default: 512M@0.")
    private String memory;

    @Option(
            names = "-r",
            paramLabel = "MAP",
            description =
                    "Which Linux CPU receives the messages of which CPUs: CPUS:LINUX_CPU+... Default: Linux CPU 0.")
    private String ikcMap;

    @Option(names = "-f", paramLabel = "FACILITY", description = "Syslog facility for the log. Default: LOG_LOCAL6.")
    private String facility;

    @Option(
            names = "-o",
            paramLabel = "USER[:GROUP]",
            description = "Owner of the instance's device file. Default: you.")
    private String owner;

    @Option(
            names = "-i",
            paramLabel = "SECONDS",
            description = "Interval of the hang check; -1: no check. Default: -1.")
    private String interval;

    @Option(names = "-k", paramLabel = "0|1", description = "Copy McKernel's log to syslog. Default: 0.")
    private String redirect;

    @Option(
            names = "-q",
            paramLabel = "IRQ",
            description = "First interrupt vector to try, 32 to 255. Default: the first free one from 64.")
    private String irq;

    @Option(names = "-t", description = "Turbo mode.")
    private boolean turbo;

    @Option(
            names = "-d",
            paramLabel = "0|24",
            description = "What dumps contain: 0 all memory, 24 what the kernel uses. Default: 24.")
    private String level;

    @Option(names = "-O", description = "Allow more threads than CPUs.")
    private boolean oversubscribe;

    @Option(names = "-e", paramLabel = "WORDS", description = "Further kernel arguments, passed unchanged.")
    private String arguments;

    @Option(
            names = "--machine",
            paramLabel = "FILE",
            description = "Description of the machine to simulate. Default: this computer's CPUs and NUMA nodes.")
    private Path machine;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description =
                    "McKernel's image. Default: the installed one, or the one that comes with the simulated node.")
    private Path image;

    @Option(
            names = "--chown-device",
            description = "Also give IHK's device to the owner, who can then take all CPUs and memory.")
    private boolean wholeDevice;

    @Option(names = "--dry-run", description = "Print the plan; change nothing.")
    private boolean dryRun;

    @Override
    Optional<Path> machine() {
        return Optional.ofNullable(machine);
    }

    @Override
    Optional<Path> image() {
        return Optional.ofNullable(image);
    }

    @Override
    boolean wholeDevice() {
        return wholeDevice;
    }

    @Override
    int run(Node node) throws IOException, NodeException, RequestException {
        BootRequest request = request();
        for (String surprise : request.arguments().surprises()) {
            System.err.println("mck: boot: note: " + surprise);
        }
        if (dryRun) {
            Plan plan = node.planBoot(request);
            if (json()) {
                System.out.println(plan.json());
            } else {
                System.out.println(banner(node) + ", plan of a boot; nothing is changed");
                plan.lines().forEach(System.out::println);
            }
            return ExitCode.COMPLETE;
        }
        long start = System.nanoTime();
        NodeStatus status = node.boot(request);
        if (json()) {
            System.out.println(StatusText.json(banner(node), status));
        } else {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s: CPUs %s of %s; %s; %s in %.1f s",
                    banner(node),
                    CpuList.text(status.cpus().stream()
                            .map(NodeStatus.Cpu::linuxNumber)
                            .toList()),
                    status.machine(),
                    ByteCount.text(status.bytes()),
                    status.status().userName(),
                    (System.nanoTime() - start) / 1e9));
        }
        return ExitCode.COMPLETE;
    }

    private BootRequest request() throws RequestException {
        BootRequest.Builder builder = BootRequest.builder().turbo(turbo).oversubscribe(oversubscribe);
        if (cpus != null) {
            builder.cpus(cpus);
        }
        if (memory != null) {
            builder.memory(memory);
        }
        if (ikcMap != null) {
            builder.ikcMap(ikcMap);
        }
        if (facility != null) {
            builder.facility(facility);
        }
        if (owner != null) {
            builder.owner(owner);
        }
        if (interval != null) {
            builder.hangInterval(interval);
        }
        if (redirect != null) {
            builder.redirectLog(redirect);
        }
        if (irq != null) {
            builder.firstIrq(irq);
        }
        if (level != null) {
            builder.dumpLevel(level);
        }
        if (arguments != null) {
            builder.arguments(arguments);
        }
        return builder.build();
    }
}
