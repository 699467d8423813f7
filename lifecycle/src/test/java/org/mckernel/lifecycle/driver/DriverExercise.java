package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/**
 * Drives real device files: {@code up IMAGE DIRECTORY} boots an instance and dumps it, {@code down} takes it away. Ends
 * with 1 at the first answer that is not right. Run in a guest by test-dumps/vm/live.
 */
public final class DriverExercise {
    private final IoctlDriver driver = new IoctlDriver(Host.real(), Optional.empty());

    private DriverExercise() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        DriverExercise exercise = new DriverExercise();
        if (args[0].equals("up")) {
            exercise.up(Path.of(args[1]), Path.of(args[2]));
        } else {
            exercise.down();
        }
        System.out.println(args[0] + ": all right");
    }

    private void up(Path image, Path directory) throws Exception {
        is("build id", driver.buildId(), Optional.of("stand-in-1"));
        is("nothing reserved", driver.reservedCpus(), List.of());
        is("no memory reserved", driver.reservedMemory(), List.of());
        driver.reserveMemory(MemoryList.parse("-m", "8M@0,4M@0"));
        driver.reserveCpus(List.of(1, 2, 3));
        refused("CPU 0", Errno.EPERM, () -> driver.reserveCpus(List.of(0)));
        is("reserved", CpuList.text(driver.reservedCpus()), "1-3");
        is(
                "memory reserved",
                driver.reservedMemory(),
                List.of(new MemoryChunk(8 << 20, 0), new MemoryChunk(4 << 20, 0)));
        is("index", driver.createOs(), 0);
        await();
        is("instances", driver.osInstances(), List.of(0));
        refused("boot without CPUs", Errno.EINVAL, () -> driver.boot(0));
        driver.assignCpus(0, List.of(3, 2));
        is("assigned, in order", driver.assignedCpus(0), List.of(3, 2));
        driver.setIkcMap(0, IkcMap.parse("-r", "2-3:0"));
        is("routes", driver.ikcMap(0).map(IkcMap::text), Optional.of("3,2:0"));
        driver.assignMemory(0, MemoryList.parse("-m", "8M@0"));
        is("memory assigned", driver.assignedMemory(0), List.of(new MemoryChunk(8 << 20, 0)));
        refused("a missing image", Errno.ENOENT, () -> driver.load(0, Path.of("/nothing")));
        driver.load(0, image);
        driver.setArguments(0, "hidos dump_level=24");
        refused("the log before boot", Errno.EINVAL, () -> driver.kernelLog(0));
        refused("a dump before boot", Errno.EINVAL, () -> dump(directory.resolve("never"), false));
        driver.boot(0);
        is("state", driver.status(0), OsStatus.RUNNING);
        refused("a second boot", Errno.EBUSY, () -> driver.boot(0));
        is("log has lines", driver.kernelLog(0).contains("\n"), true);
        dump(directory.resolve("dump.mckdump"), false);
        dump(directory.resolve("announced.mckdump"), true);
        is("state after the dumps", driver.status(0), OsStatus.RUNNING);
    }

    private void dump(Path file, boolean interactive) throws IOException, NodeException {
        Files.createFile(file);
        driver.dump(0, new DumpRequest(file, 24, interactive, false), file);
    }

    private void await() throws Exception {
        for (int i = 0; i < 500 && !driver.osInstances().contains(0); i++) {
            Thread.sleep(20);
        }
    }

    private void down() throws Exception {
        try (InputStream open = Files.newInputStream(Path.of("/dev/mcos0"))) {
            is("open", open != null, true);
            refused("destroy while open", Errno.EBUSY, () -> driver.destroyOs(0));
        }
        driver.shutdown(0);
        is("CPUs are back", CpuList.text(driver.reservedCpus()), "1,3,2");
        driver.destroyOs(0);
        is("no instance", driver.osInstances(), List.of());
        refused("a missing instance", Errno.ENOENT, () -> driver.boot(0));
        refused("destroy it again", Errno.EINVAL, () -> driver.destroyOs(0));
        driver.releaseCpus(driver.reservedCpus());
        driver.releaseAllMemory();
        is("nothing left", driver.reservedCpus(), List.of());
        is("no memory left", driver.reservedMemory(), List.of());
    }

    private static void is(String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            System.out.println("%s: expected %s, found %s".formatted(what, expected, found));
            System.exit(1);
        }
        System.out.println(what + ": " + found);
    }

    /** Something that should be refused. */
    private interface Attempt {
        void run() throws Exception;
    }

    private static void refused(String what, Errno reason, Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (NodeException e) {
            is(what, e.errno(), reason);
            return;
        } catch (IOException e) {
            is(what + " (" + e.getMessage() + ")", Errno.EIO, reason);
            return;
        }
        is(what, "done", reason);
    }
}
