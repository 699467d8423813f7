package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mckernel.lifecycle.host.Host;

/**
 * Where IHK and McKernel are installed on a node, and what cannot be detected about them. All names are
 * absolute on the node.
 *
 * @param prefix where {@code sbin} and {@code bin} are
 * @param modules the directory of the kernel modules
 * @param image McKernel's image; empty: looked for below the prefix
 * @param driver how IHK is asked: {@code tools} or {@code ioctl}
 * @param generation IHK's generation, A to D, for the device files; empty: found out
 * @param choosesIrq whether the interrupt's number is chosen here; builds with a "Linux work IRQ" choose themselves
 * @param buildId what the modules must answer when asked for their build id; empty: anything
 * @param patience how long the kernel may take from booted to RUNNING
 * @param overlay where the overlay of {@code /proc} and {@code /sys} is mounted, if there is a module for it
 */
public record Installation(
        String prefix,
        String modules,
        Optional<String> image,
        String driver,
        Optional<String> generation,
        boolean choosesIrq,
        Optional<String> buildId,
        Duration patience,
        String overlay) {
    /** The default configuration file. */
    public static final String FILE = "/etc/mck/mck.conf";
    /** The monitor's program, in sbin. */
    public static final String MONITOR = "ihkmond";

    /** How IHK can be controlled. */
    public static final List<String> DRIVERS = List.of("tools", "ioctl");

    /** As the module's file and the module are called, newest first. */
    private static final List<String> SMP = List.of("ihk-smp-x86_64", "ihk-smp-arm64", "ihk-smp-x86");

    private static final List<String> IMAGES = List.of("smp-x86", "smp-arm64", "smp-x86_64");

    /** This installation, asked in another way. */
    public Installation withDriver(String other) {
        return new Installation(prefix, modules, image, other, generation, choosesIrq, buildId, patience, overlay);
    }

    /** The file of a module. */
    public String moduleFile(String module) {
        return modules + "/" + module + ".ko";
    }

    /** A program that only root needs. */
    public String sbin(String program) {
        return prefix + "/sbin/" + program;
    }

    /** The program that runs programs on McKernel. */
    public String mcexec() {
        return prefix + "/bin/mcexec";
    }

    /** The module that drives the processors, by its file's name, which depends on processor and age. */
    public String smpModule(Host host) throws IOException {
        for (String module : SMP) {
            if (Files.exists(host.path(moduleFile(module)))) {
                return module;
            }
        }
        throw new NoSuchFileException(
                moduleFile(SMP.getFirst()),
                null,
                "no such file, nor any other of %s; name IHK's installation by prefix or modules in %s"
                        .formatted(String.join(".ko, ", SMP) + ".ko", FILE));
    }

    /** All names that the processors' module goes by. */
    public static List<String> smpModules() {
        return SMP;
    }

    /** Whether the driver looks at a memory block that only a booted instance has (x86, since 2020-02). */
    public static boolean hazardous(String smpModule) {
        return smpModule.startsWith("ihk-smp-x86");
    }

    /** McKernel's image, readable. */
    public Path imageFile(Host host) throws IOException {
        if (image.isPresent()) {
            return readable(host.path(image.get()));
        }
        for (String directory : IMAGES) {
            Path file = host.path("%s/%s/kernel/mckernel.img".formatted(prefix, directory));
            if (Files.exists(file)) {
                return readable(file);
            }
        }
        throw new NoSuchFileException(
                "%s/%s/kernel/mckernel.img".formatted(prefix, IMAGES.getFirst()),
                null,
                "no such file; name McKernel's image with --image or in " + FILE);
    }

    /** That file, if it is one and can be read. */
    public static Path readable(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new FileSystemException(
                    file.toString(), null, "is not a file that can be read; give McKernel's image");
        }
        return file;
    }
}
