package org.mckernel.lifecycle.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/** Answers of IHK's tools. */
class ToolDriverTest {
    @TempDir
    Path root;

    private StandInTools tools;
    private ToolDriver driver;

    @BeforeEach
    void install() throws IOException {
        tools = new StandInTools(root);
        driver = tools.driver();
    }

    @Test
    void eachArgumentIsOneArgument() throws Exception {
        tools.says("0 reserve mem 512M@0,all@1", 0, "", "");
        tools.says("0 reserve cpu 2-3,7", 0, "", "");
        tools.says("0 release mem 4194304@0,8388608@1", 0, "", "");
        tools.says("0 release cpu 2-3", 0, "", "");
        tools.says("0 assign cpu 3,2", 0, "", "");
        tools.says("0 assign mem 512M@0", 0, "", "");
        tools.says("0 set ikc_map 2-3:0", 0, "", "");
        tools.says("0 kargs hidos dump_level=24; $(id)", 0, "", "");
        tools.says("0 load /tmp/an image", 0, "", "");
        driver.reserveMemory(MemoryList.parse("-m", "512M@0,all@1"));
        driver.reserveCpus(List.of(2, 3, 7));
        driver.releaseMemory(List.of(new MemoryChunk(4 << 20, 0), new MemoryChunk(8 << 20, 1)));
        driver.releaseCpus(List.of(2, 3));
        driver.assignCpus(0, List.of(3, 2));
        driver.assignMemory(0, MemoryList.parse("-m", "512M@0"));
        driver.setIkcMap(0, IkcMap.parse("-r", "2-3:0"));
        driver.setArguments(0, "hidos dump_level=24; $(id)");
        driver.load(0, Path.of("/tmp/an image"));
        assertThat(tools.asked())
                .containsExactly(
                        "4: 0 reserve mem 512M@0,all@1",
                        "4: 0 reserve cpu 2-3,7",
                        "4: 0 release mem 4194304@0,8388608@1",
                        "4: 0 release cpu 2-3",
                        "4: 0 assign cpu 3,2",
                        "4: 0 assign mem 512M@0",
                        "4: 0 set ikc_map 2-3:0",
                        "3: 0 kargs hidos dump_level=24; $(id)",
                        "3: 0 load /tmp/an image");
    }

    @Test
    void nothingIsAskedForNothing() throws Exception {
        driver.reserveCpus(List.of());
        driver.releaseCpus(List.of());
        driver.releaseMemory(List.of());
        assertThat(root.resolve("asked")).doesNotExist();
    }

    @Test
    void listsAreRead() throws Exception {
        tools.says("0 query cpu", 0, "2-3,7\n", "").says("0 query mem", 0, "4194304@0,8388608@1\n", "");
        tools.says("1 query cpu", 0, "3,2,5-6\n", "").says("1 query mem", 0, "\n", "");
        tools.says("1 get ikc_map", 0, "2,3:0+5,6:1\n", "");
        assertThat(driver.reservedCpus()).containsExactly(2, 3, 7);
        assertThat(driver.reservedMemory()).containsExactly(new MemoryChunk(4194304, 0), new MemoryChunk(8388608, 1));
        assertThat(driver.assignedCpus(1)).containsExactly(3, 2, 5, 6);
        assertThat(driver.assignedMemory(1)).isEmpty();
        assertThat(driver.ikcMap(1)).contains(IkcMap.parse("-r", "2,3:0+5,6:1"));
    }

    @Test
    void diagnosticsAreNotData() throws Exception {
        tools.says("0 query mem", 0, "ihk_get_mem,open failed\n4194304@0\n", "");
        assertThat(driver.reservedMemory()).containsExactly(new MemoryChunk(4194304, 0));
        tools.says("0 query cpu", 0, "ihk_query_cpu,ioctl failed\n", "");
        assertThatThrownBy(driver::reservedCpus)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected answer")
                .hasMessageContaining("ioctl failed");
        tools.says("0 get buildid", 0, "do_get: error: build id\n", "");
        assertThatThrownBy(driver::buildId).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-", "3-1", "1,,2", "9999", "1,1", "1-99999999999", "0x3", "1\n2"})
    void cpuListsThatAreNone(String printed) throws Exception {
        tools.says("0 query cpu", 0, printed + "\n", "");
        assertThatThrownBy(driver::reservedCpus).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5@", "@0", "99999999999999999999@0", "0@0", "1@2000", "4096@0,"})
    void memoryListsThatAreNone(String printed) throws Exception {
        tools.says("0 query mem", 0, printed + "\n", "");
        assertThatThrownBy(driver::reservedMemory).isInstanceOf(IOException.class);
    }

    /** CPU 0 alone before a gap is missing from the printed list. */
    @Test
    void aListThatMayLackCpu0IsNotBelieved() throws Exception {
        tools.has("/sys/devices/system/cpu/online", "1-3\n").says("0 query cpu", 0, "4-5\n", "");
        assertThatThrownBy(driver::reservedCpus).isInstanceOf(IOException.class).hasMessageContaining("CPU 0");
        tools.has("/sys/devices/system/cpu/online", "0,2-3\n");
        assertThat(driver.reservedCpus()).containsExactly(4, 5);
        tools.has("/sys/devices/system/cpu/online", "2-3\n").says("0 query cpu", 0, "0-1,5\n", "");
        assertThat(driver.reservedCpus()).containsExactly(0, 1, 5);
    }

    @Test
    void indexOneIsNoFailureOfCreate() throws Exception {
        tools.says("0 create", 0, "", "");
        assertThat(driver.createOs()).isZero();
        tools.has("/dev/mcos0", "").says("0 create", 1, "", "error: creating OS instance\n");
        tools.does("0 create", "(sleep 0.1; : >\"$MCK_ROOT/dev/mcos1\") >/dev/null 2>&1 </dev/null &");
        assertThat(driver.createOs()).isEqualTo(1);
        assertThat(driver.osInstances()).containsExactly(0, 1);
        tools.says("0 create", 255, "", "error: creating OS instance\n");
        assertThat(refusal(driver::createOs)).isEqualTo(Errno.EIO);
    }

    @Test
    void instancesAreInOrderAndNothingElse() throws Exception {
        for (String name : List.of("mcos10", "mcos2", "mcos", "mcosx", "mcos64", "mcos007", "mcd0", "mcos0")) {
            tools.has("/dev/" + name, "");
        }
        assertThat(driver.osInstances()).containsExactly(0, 2, 10);
    }

    @Test
    void destroyDistinguishesBusyFromMissing() throws Exception {
        tools.says("0 destroy 0", 255, "", "error: destroying OS instance 0\n").has("/dev/mcos0", "");
        assertThat(refusal(() -> driver.destroyOs(0))).isEqualTo(Errno.EBUSY);
        tools.says("0 destroy 1", 255, "", "error: destroying OS instance 1\n");
        assertThat(refusal(() -> driver.destroyOs(1))).isEqualTo(Errno.EIO);
        tools.says("0 destroy 0", 0, "", "");
        driver.destroyOs(0);
    }

    @Test
    void anUnknownActionIsNoSuccess() throws Exception {
        tools.says("0 get buildid", 0, "", "unknown action\nUsage: ihkconfig ...\n");
        assertThat(driver.buildId()).isEmpty();
        tools.says("0 clear_kmsg", 0, "", "no such action\nusage: ihkosctl index action\n");
        assertThat(refusal(() -> driver.clearKernelLog(0))).isEqualTo(Errno.ENOSYS);
        tools.says("0 get buildid", 0, "1.7.0-g1234\n", "");
        assertThat(driver.buildId()).contains("1.7.0-g1234");
    }

    @ParameterizedTest
    @CsvSource({
        "240,EBUSY,",
        "234,EINVAL,",
        "244,ENOMEM,",
        "242,EFAULT,",
        "243,EACCES,",
        "254,ENOENT,",
        "218,ENOSYS,",
        "255,EIO,",
        "255,EBUSY,boot: Device or resource busy",
        "1,ENOENT,open: No such file or directory",
        "1,EACCES,open: Permission denied"
    })
    void statusBecomesAReason(int status, Errno reason, String err) throws Exception {
        tools.says("0 boot", status, "", err == null ? "" : err + "\n");
        assertThat(refusal(() -> driver.boot(0))).isEqualTo(reason);
    }

    @Test
    void aToolThatASignalEndsHasNotAnswered() throws Exception {
        tools.says("0 boot", 0, "", "").does("0 boot", "kill -SEGV $$");
        assertThatThrownBy(() -> driver.boot(0)).isInstanceOf(IOException.class).hasMessageContaining("signal 11");
    }

    @Test
    void aMissingToolIsNamed() throws Exception {
        ToolDriver nowhere = new ToolDriver(Host.inDirectory(root), "/nowhere");
        assertThatThrownBy(() -> nowhere.boot(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/sbin/ihkosctl");
    }

    @ParameterizedTest
    @CsvSource({
        "INACTIVE,NOT_BOOTED",
        "BOOTING,BOOTING",
        "RUNNING,RUNNING",
        "SHUTDOWN,SHUTDOWN",
        "PANIC,FAILED",
        "HUNGUP,HUNGUP",
        "FREEZING,FREEZING",
        "FROZEN,FROZEN"
    })
    void statusWords(String word, OsStatus status) throws Exception {
        tools.says("0 get status", 0, word + "\n", "");
        assertThat(driver.status(0)).isEqualTo(status);
    }

    @Test
    void statusThatIsNone() throws Exception {
        tools.says("0 get status", 0, "SLEEPING\n", "");
        assertThatThrownBy(() -> driver.status(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SLEEPING");
        tools.says("0 get status", 0, "", "");
        assertThatThrownBy(() -> driver.status(0)).isInstanceOf(IOException.class);
    }

    @Test
    void theLogLosesOnlyTheToolsLineBreak() throws Exception {
        tools.says("0 kmsg", 0, "[0]: IHK\n[0]: up\n\n", "");
        assertThat(driver.kernelLog(0)).isEqualTo("[0]: IHK\n[0]: up\n");
        tools.says("0 kmsg", 234, "", "error querying kmsg\n");
        assertThat(refusal(() -> driver.kernelLog(0))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void oldToolsReleaseByTheList() throws Exception {
        tools.says("0 release mem all", 255, "", "error: releasing memory: all\n");
        tools.says("0 query mem", 0, "4194304@0\n", "").says("0 release mem 4194304@0", 0, "", "");
        driver.releaseAllMemory();
        assertThat(tools.asked()).last().isEqualTo("4: 0 release mem 4194304@0");
    }

    @Test
    void dumpWritesIntoTheFileGiven() throws Exception {
        Path partial = Files.createFile(root.resolve("out.partial"));
        String line = "0 dump -d 24 " + partial;
        tools.says(line, 0, "", "").does(line, "echo memory >\"$5\"");
        driver.dump(0, new DumpRequest(root.resolve("out"), 24, false, false), partial);
        assertThat(partial).hasContent("memory");
        Path empty = Files.createFile(root.resolve("empty.partial"));
        tools.says("0 dump -d 0 -i " + empty, 0, "", "");
        assertThatThrownBy(() -> driver.dump(0, new DumpRequest(root.resolve("empty"), 0, true, false), empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wrote nothing");
    }

    @Test
    void aDumpThatDoesNotGrowIsAbandoned() throws Exception {
        Path file = Files.createFile(root.resolve("out"));
        AtomicBoolean stopped = new AtomicBoolean();
        assertThatThrownBy(() -> new FileGrowthMonitor(file, Duration.ofMillis(100)).await(_ -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        stopped.set(true);
                    }
                    throw new IOException("stopped");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has stayed at");
        for (int i = 0; i < 200 && !stopped.get(); i++) {
            Thread.sleep(10);
        }
        assertThat(stopped).isTrue();
    }

    @Test
    void whatTheDriverWouldCutIsRefused() {
        assertThat(refusal(() -> driver.setArguments(0, "x".repeat(256)))).isEqualTo(Errno.EINVAL);
        assertThat(refusal(() -> driver.load(0, Path.of("/" + "x".repeat(255)))))
                .isEqualTo(Errno.EINVAL);
        assertThat(refusal(() -> driver.freeze(0))).isEqualTo(Errno.ENOSYS);
        assertThat(refusal(() -> driver.thaw(0))).isEqualTo(Errno.ENOSYS);
        assertThat(root.resolve("asked")).doesNotExist();
    }

    private static Errno refusal(ThrowingCallable call) {
        return catchThrowableOfType(NodeException.class, call).errno();
    }
}
