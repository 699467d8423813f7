package org.mckernel.lifecycle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpFormat;
import org.mckernel.dump.result.Version;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;
import org.mckernel.testdumps.ihk.StandInIhk;
import org.mckernel.testdumps.ihk.StandInIhk.Kind;

/** Requests by ioctl, compared with a stand-in that has its own description of their layout. */
class IoctlDriverTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path root;

    private StandInIhk ihk;

    private IoctlDriver driver(Kind kind) throws IOException {
        return driver(kind, Optional.empty());
    }

    private IoctlDriver driver(Kind kind, Optional<Generation> generation) throws IOException {
        Files.createDirectories(root.resolve("dev"));
        ihk = new StandInIhk(kind);
        return new IoctlDriver(Host.inDirectory(root), generation, new StandInDevices(ihk));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCompleteLifeInEveryGeneration(Kind kind) throws Exception {
        IoctlDriver driver = driver(kind);
        driver.reserveMemory(MemoryList.parse("-m", "512M@0,all@1"));
        driver.reserveCpus(List.of(2, 3, 7));
        assertThat(driver.reservedCpus()).containsExactly(2, 3, 7);
        assertThat(refusal(() -> driver.reserveCpus(List.of(0)))).isEqualTo(Errno.EPERM);
        assertThat(driver.createOs()).isZero();
        driver.assignCpus(0, List.of(7, 2));
        assertThat(driver.assignedCpus(0)).containsExactly(7, 2);
        assertThat(driver.reservedCpus()).containsExactly(3);
        driver.assignMemory(0, MemoryList.parse("-m", "512M@0"));
        assertThat(driver.assignedMemory(0)).containsExactly(new MemoryChunk(512 * MIB, 0));
        driver.load(0, Path.of("/opt/mckernel.img"));
        driver.setArguments(0, "hidos dump_level=24");
        assertThat(ihk.booted()).isEqualTo("/opt/mckernel.img hidos dump_level=24");
        driver.boot(0);
        if (kind != Kind.ARRAYS) { // there B and C cannot be distinguished, which does not matter for this state
            assertThat(driver.status(0)).isEqualTo(OsStatus.RUNNING);
        }
        assertThat(driver.kernelLog(0)).isEqualTo("[  0]: up\n");
        driver.clearKernelLog(0);
        assertThat(driver.kernelLog(0)).isEmpty();
        driver.freeze(0);
        driver.thaw(0);
        driver.shutdown(0);
        driver.destroyOs(0);
        driver.releaseCpus(List.of(3));
        assertThat(driver.reservedCpus()).isEmpty();
        assertThat(driver.buildId().isPresent()).isEqualTo(kind != Kind.TEXT_OLDEST);
        assertThat(ihk.requests()).containsSubsequence("boot", "log", "freeze", "thaw", "shutdown", "destroy 0");
    }

    @Test
    void memoryRequestsSayHowItMayBeGathered() throws Exception {
        IoctlDriver driver = driver(Kind.NEWEST);
        driver.reserveMemory(MemoryList.parse("-m", "all@1"));
        driver.reserveMemory(MemoryList.parse("-m", "512M@0,4M@1"));
        driver.releaseMemory(List.of(new MemoryChunk(4 * MIB, 1)));
        assertThat(ihk.requests())
                .containsExactly(
                        "112904 memory -1@1 least 4096 ratio 98 seconds 30",
                        "112904 memory 536870912@0 4194304@1 least 4096 ratio 95 seconds 30",
                        "112905 memory 4194304@1 least 0 ratio 0 seconds 0");
    }

    @Test
    void routesAreArraysOrText() throws Exception {
        IkcMap map = IkcMap.parse("-r", "2,3:0+7:1");
        IoctlDriver newest = driver(Kind.NEWEST);
        newest.reserveCpus(List.of(2, 3, 7));
        assertThat(newest.ikcMap(0)).isEmpty();
        newest.assignCpus(0, List.of(2, 3, 7));
        newest.setIkcMap(0, map);
        assertThat(newest.ikcMap(0)).contains(map);
        assertThat(ihk.requests()).last().isEqualTo("routes {2=0, 3=0, 7=1}");
        driver(Kind.TEXT).setIkcMap(0, map);
        assertThat(ihk.requests()).containsExactly("routes 2-3:0+7:1");
    }

    @Test
    void nothingIsAskedForNothing() throws Exception {
        IoctlDriver driver = driver(Kind.NEWEST);
        driver.reserveCpus(List.of());
        driver.releaseCpus(List.of());
        driver.releaseAllMemory();
        assertThat(ihk.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "A,3,RUNNING",
        "A,4,FREEZING",
        "A,6,SHUTDOWN",
        "A,8,FAILED",
        "A,9,HUNGUP",
        "B,3,READY",
        "B,4,RUNNING",
        "B,7,SHUTDOWN",
        "B,9,FAILED",
        "B,10,HUNGUP",
        "C,4,RUNNING",
        "C,8,FAILED",
        "C,9,HUNGUP",
        "D,1,LOADING",
        "D,2,BOOTING",
        "D,5,RUNNING",
        "D,9,FAILED",
        "D,10,HUNGUP"
    })
    void statesByGeneration(Generation generation, int raw, OsStatus status) throws Exception {
        IoctlDriver driver =
                driver(generation == Generation.A ? Kind.TEXT_OLDEST : Kind.ARRAYS, Optional.of(generation));
        ihk.status(raw);
        assertThat(driver.status(0)).isEqualTo(status);
    }

    @Test
    void aNumberThatMeansTwoThingsIsRefused() throws Exception {
        assertThat(Generation.status(EnumSet.of(Generation.B, Generation.C), 4)).contains(OsStatus.RUNNING);
        assertThat(Generation.status(EnumSet.of(Generation.B, Generation.C), 9)).isEmpty();
        IoctlDriver driver = driver(Kind.ARRAYS);
        driver.reserveCpus(List.of(2));
        driver.assignCpus(0, List.of(2));
        ihk.status(4);
        assertThat(driver.status(0)).isEqualTo(OsStatus.RUNNING);
        ihk.status(9);
        assertThatThrownBy(() -> driver.status(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("B or C");
        ihk.status(77);
        assertThatThrownBy(() -> driver.status(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("77");
    }

    @Test
    void refusals() throws Exception {
        IoctlDriver driver = driver(Kind.NEWEST);
        assertThat(refusal(() -> driver.destroyOs(0))).isEqualTo(Errno.EINVAL);
        assertThat(refusal(() -> driver.destroyOs(64))).isEqualTo(Errno.EINVAL);
        driver.createOs();
        ihk.busy(true);
        assertThat(refusal(() -> driver.destroyOs(0))).isEqualTo(Errno.EBUSY);
        assertThat(refusal(() -> driver.kernelLog(0))).isEqualTo(Errno.EINVAL);
        assertThat(refusal(() -> driver.setArguments(0, "x".repeat(256)))).isEqualTo(Errno.EINVAL);
        assertThat(refusal(() -> driver.load(0, Path.of("/" + "x".repeat(255)))))
                .isEqualTo(Errno.EINVAL);
        assertThat(ihk.requests()).containsExactly("destroy 0", "create", "destroy 0", "log");
    }

    @Test
    void aDumpOpensLikeAnyOtherAndTheKernelIsResumed() throws Exception {
        IoctlDriver driver = driver(Kind.NEWEST);
        byte[] memory = new byte[(int) (3 * MIB)];
        new Random(1).nextBytes(memory);
        ihk.status(5).kernelAt(0x400000, 0).area(0x400000, memory).area(0x900000, new byte[4096]);
        Path file = Files.createFile(root.resolve("dump"));
        driver.dump(0, new DumpRequest(file, 24, false, false), file);
        assertThat(ihk.stopped()).isFalse();
        assertThat(ihk.requests())
                .containsExactly("log", "dump 10", "log", "dump 6 level 24", "dump 1", "dump 7", "dump 8", "dump 10");
        try (MappedFile mapped = MappedFile.open(file);
                Mckdump dump = new MckdumpFormat().open(List.of(mapped))) {
            assertThat(dump.kernelBase()).hasValue(0x400000);
            assertThat(dump.chunks())
                    .extracting(c -> c.address() + " " + c.size() + " " + c.held())
                    .containsExactly("4194304 3145728 3145728", "9437184 4096 4096");
            byte[] read = new byte[memory.length];
            assertThat(dump.memory().read(0x400000, MemorySegment.ofArray(read), 0, read.length))
                    .isEqualTo(read.length);
            assertThat(read).isEqualTo(memory);
            assertThat(new String(
                            dump.section("mckinfo").orElseThrow().toArray(ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8))
                    .contains(Version.of("mck"));
        }
    }

    @Test
    void anAnnouncementHasNoMemory() throws Exception {
        IoctlDriver driver = driver(Kind.NEWEST);
        ihk.status(5).kernelAt(0x400000, 0).area(0x400000, new byte[(int) (3 * MIB)]);
        Path file = Files.createFile(root.resolve("announced"));
        driver.dump(0, new DumpRequest(file, 0, true, false), file);
        assertThat(ihk.stopped()).isFalse();
        try (MappedFile mapped = MappedFile.open(file);
                Mckdump dump = new MckdumpFormat().open(List.of(mapped))) {
            assertThat(dump.chunks())
                    .extracting(c -> c.address() + " " + c.size() + " " + c.held())
                    .containsExactly("4194304 3145728 0");
        }
        assertThat(Files.size(file)).isLessThan(8192);
    }

    @Test
    void dumpsThatCannotBe() throws Exception {
        Path file = Files.createFile(root.resolve("dump"));
        DumpRequest request = new DumpRequest(file, 24, false, false);
        IoctlDriver newest = driver(Kind.NEWEST);
        assertThat(refusal(() -> newest.dump(0, request, file))).isEqualTo(Errno.EINVAL);
        ihk.status(5).area(0x400000, new byte[4096]).broken(0x500000, 4096);
        assertThatThrownBy(() -> newest.dump(0, request, file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4096 bytes");
        assertThat(ihk.stopped()).isFalse();
        IoctlDriver old = driver(Kind.ARRAYS);
        ihk.status(4);
        assertThatThrownBy(() -> old.dump(0, request, file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot resume McKernel");
        assertThat(ihk.requests()).containsExactly("log", "dump 10");
    }

    private static Errno refusal(ThrowingCallable call) {
        return catchThrowableOfType(NodeException.class, call).errno();
    }
}
