package org.mckernel.lifecycle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small disk of memory. Where it cannot be mounted, tests that need it are skipped, and say why. */
public final class SmallDisk {
    private SmallDisk() {}

    /** Mounts one on an empty directory. */
    public static void mount(Path directory, int bytes) throws InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory.toString()),
                "full and read-only disks need mount(8) and the right to use it (root)");
    }

    /** True if it could be made read-only. */
    public static boolean readOnly(Path directory) throws InterruptedException {
        return run("mount", "-o", "remount,ro", directory.toString());
    }

    /** Takes it away, if it is there. */
    public static void unmount(Path directory) throws InterruptedException {
        run("umount", directory.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
