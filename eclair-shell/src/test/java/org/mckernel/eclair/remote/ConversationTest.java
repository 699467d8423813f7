package org.mckernel.eclair.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Every packet, asked of the practice kernel's capture. */
class ConversationTest {
    private static final String NOTHING = "";
    private static final long RSP_501 = 0xffff_8880_0408_fe10L;

    @TempDir
    static Path dir;

    private static Path vmcore;
    private static ServedCapture served;
    private RemoteClient client;

    @BeforeAll
    static void serve() throws Exception {
        vmcore = PracticeCapture.unpack(dir);
        served = ServedCapture.of(PracticeCapture.IMAGE, vmcore, Commands.registry());
    }

    @AfterAll
    static void end() throws IOException {
        served.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = new RemoteClient(served.server());
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
    }

    private String monitor(String command) throws IOException {
        return ServedCapture.monitor(client, command);
    }

    @Test
    void whatThereIsIsTold() throws IOException {
        String supported = client.ask("qSupported:multiprocess+;xmlRegisters=i386");
        Matcher size = Pattern.compile("PacketSize=([0-9a-f]+);.*").matcher(supported);
        assertThat(size.matches()).isTrue();
        assertThat(Integer.parseInt(size.group(1), 16)).isGreaterThanOrEqualTo(64 << 10);
        assertThat(supported.split(";", -1))
                .contains("QStartNoAckMode+", "qXfer:features:read+", "qXfer:threads:read+");
        assertThat(client.ask("qAttached")).isEqualTo("1");
        assertThat(client.ask("qOffsets")).isEqualTo("Text=0;Data=0;Bss=0");
        assertThat(client.ask("qSymbol::")).isEqualTo("OK");
        assertThat(client.ask("qC")).isEqualTo("QC1f5");
        assertThat(client.ask("?")).isEqualTo("T05thread:1f5;core:3;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vMustReplyEmpty",
                "vCont?",
                "!",
                "Z0,0,1",
                "z0,0,1",
                "QNonStop:1",
                "qNonsense",
                "vFile:open:00",
                "qXfer:memory-map:read::0,10",
                "qXfer:features:write:target.xml:0:aa",
                "R00",
                "\u00ff",
                ""
            })
    void whatIsNotKnownIsAnsweredByNothing(String packet) throws IOException {
        assertThat(client.ask(packet)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "M1000,1:00",
                "X1000,1:a",
                "X1000,0:",
                "G00",
                "P0=00",
                "c",
                "s",
                "C05",
                "vCont;c",
                "vCont;s:1f5",
                "bc"
            })
    void nothingIsWrittenAndNothingRuns(String packet) throws IOException {
        assertThat(client.ask(packet)).startsWith("E.").contains("a dump");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m",
                "m1",
                "m,",
                "m1,",
                "m1,g",
                "m-1,4",
                "m11112222333344445,4",
                "mffffffffffffffff,11112222333344445",
                "x,",
                "p",
                "pzz",
                "p10000000000000000",
                "T",
                "Tx",
                "H",
                "Hg",
                "Hgzz",
                "qThreadExtraInfo,",
                "qThreadExtraInfo",
                "qMemoryRegionInfo:",
                "qMemoryRegionInfo:x",
                "qXfer:",
                "qXfer:features:read",
                "qXfer:features:read:target.xml",
                "qXfer:features:read:target.xml:0",
                "qXfer:features:read:target.xml:0,",
                "qRcmd,0",
                "qRcmd,zz",
                "qThreadStopInfo",
                "m+1,4",
                "m 1,4"
            })
    void malformedPacketsAreErrors(String packet) throws IOException {
        assertThat(client.ask(packet)).startsWith("E");
        assertThat(client.ask("qC")).isEqualTo("QC1f5");
    }

    @Test
    void memoryIsWhatTheDumpHolds() throws Exception {
        // Linux's direct map leads to the whole memory, which the ELF file has in one piece
        byte[] file = Files.readAllBytes(vmcore);
        String said = client.ask("mffff888004200000,10000");
        assertThat(HexFormat.of().parseHex(said))
                .isEqualTo(Arrays.copyOfRange(file, 0xe28 + 0x4200000, 0xe28 + 0x4210000));
        String binary = client.ask("xffff888004200000,1000");
        assertThat(binary.substring(1).getBytes(ISO_8859_1))
                .isEqualTo(Arrays.copyOfRange(file, 0xe28 + 0x4200000, 0xe28 + 0x4201000));
        assertThat(binary).startsWith("b");
    }

    @Test
    void missingMemoryIsAnErrorOrTheEnd() throws IOException {
        assertThat(client.ask("m1000,4")).isEqualTo("E01");
        assertThat(client.ask("x1000,4")).isEqualTo("E01");
        assertThat(client.ask("m800000000000,4")).isEqualTo("E01");
        assertThat(client.ask("mffffffffffffffff,4")).isEqualTo("E01");
        assertThat(client.ask("mffff888004200000,0")).isEmpty();
        // the straight map ends where memory does: what is before the end comes
        long end = RSP_501 & -4096;
        Matcher region = region(end);
        for (int i = 0; i < 100 && region.group(3) != null; i++) {
            end += Long.parseUnsignedLong(region.group(2), 16);
            region = region(end);
        }
        assertThat(region.group(3)).isNull();
        assertThat(end).isGreaterThan(RSP_501);
        assertThat(client.ask("m%x,20".formatted(end - 16))).hasSize(32);
        assertThat(client.ask("m%x,20".formatted(end))).isEqualTo("E01");
    }

    private Matcher region(long address) throws IOException {
        Matcher said = Pattern.compile("start:([0-9a-f]+);size:([0-9a-f]+);(permissions:rx?;)?")
                .matcher(client.ask("qMemoryRegionInfo:" + Long.toHexString(address)));
        assertThat(said.matches()).isTrue();
        return said;
    }

    @Test
    void regionsCoverAllAddresses() throws IOException {
        long at = 0;
        int regions = 0;
        boolean code = false;
        do {
            Matcher said = region(at);
            assertThat(Long.parseUnsignedLong(said.group(1), 16)).isEqualTo(at);
            code |= "permissions:rx;".equals(said.group(3));
            long next = at + Long.parseUnsignedLong(said.group(2), 16);
            assertThat(next == 0 || Long.compareUnsigned(next, at) > 0).isTrue();
            at = next;
        } while (at != 0 && ++regions < 2000);
        assertThat(at).isZero();
        assertThat(code).isTrue();
    }

    @Test
    void lengthsAreCutToAPacket() throws IOException {
        assertThat(client.ask("mffff888004200000,ffffffffffffffff")).hasSize(PacketBuffers.PACKET_BYTES);
        assertThat(client.ask("mffff888004200000,7fffffff")).hasSize(PacketBuffers.PACKET_BYTES);
        assertThat(client.ask("xffff888004200000,ffffffffffffffff").length()).isBetween(1 << 15, 1 << 17);
    }

    @Test
    void descriptionsComeInParts() throws IOException {
        StringBuilder whole = new StringBuilder();
        String part;
        do {
            part = client.ask("qXfer:features:read:target.xml:%x,64".formatted(whole.length()));
            assertThat(part.length()).isLessThanOrEqualTo(101);
            whole.append(part, 1, part.length());
        } while (part.startsWith("m"));
        assertThat(part).startsWith("l");
        assertThat(whole.toString())
                .contains(
                        "<architecture>i386:x86-64</architecture>",
                        "org.gnu.gdb.i386.core",
                        "<reg name=\"rip\" bitsize=\"64\" type=\"code_ptr\" regnum=\"16\"/>")
                .endsWith("</target>\n");
        assertThat(client.ask("qXfer:features:read:target.xml:0,ffff")).isEqualTo("l" + whole);
        assertThat(client.ask("qXfer:features:read:target.xml:%x,64".formatted(whole.length())))
                .isEqualTo("l");
        assertThat(client.ask("qXfer:features:read:target.xml:ffffff,64")).startsWith("E");
        assertThat(client.ask("qXfer:features:read:other.xml:0,64")).isEqualTo("E00");
    }

    @Test
    void registersThatWereNotSavedAreMarked() throws IOException {
        String running = client.ask("g");
        assertThat(running)
                .hasSize(2 * (17 * 8 + 7 * 4 + 8 * 10 + 8 * 4 + 8))
                .startsWith("0a00000000000000")
                .endsWith("x".repeat(2 * (8 * 10 + 8 * 4 + 8)));
        assertThat(client.ask("p10"))
                .isEqualTo(running.substring(16 * 16, 17 * 16))
                .isEqualTo("912780feffffffff");
        assertThat(client.ask("p20")).isEqualTo("x".repeat(8));
        assertThat(client.ask("p29")).startsWith("E");
        assertThat(client.ask("Hg192")).isEqualTo("OK");
        assertThat(client.ask("qC")).isEqualTo("QC192");
        assertThat(client.ask("g")).startsWith("x".repeat(16));
        assertThat(client.ask("Hg1234")).startsWith("E");
        assertThat(client.ask("qC")).isEqualTo("QC192");
        assertThat(client.ask("Hc-1")).isEqualTo("OK");
        // LLDB would take an x for a value
        assertThat(client.ask("qHostInfo")).contains("endian:little");
        assertThat(client.ask("p0")).isEqualTo("E01");
    }

    @Test
    void threadsAreThoseOfTheKernel() throws IOException {
        assertThat(client.ask("qfThreadInfo")).isEqualTo("mc9,ca,12d,12e,191,192,193,194,1f5,1f6,1f7,1f8");
        assertThat(client.ask("qsThreadInfo")).isEqualTo("l");
        assertThat(client.ask("T1f8")).isEqualTo("OK");
        assertThat(client.ask("T1f9")).startsWith("E");
        assertThat(new String(HexFormat.of().parseHex(client.ask("qThreadExtraInfo,192")), UTF_8))
                .isEqualTo("PID 401, CPU 2, waiting");
        assertThat(client.ask("qXfer:threads:read::0,ffff"))
                .contains("<thread id=\"192\" core=\"2\" name=\"lock-cycle\">PID 401, CPU 2, waiting</thread>");
        assertThat(client.ask("qThreadStopInfo192")).isEqualTo("T00thread:192;hexname:6c6f636b2d6379636c65;");
        assertThat(client.ask("qThreadStopInfo1f5")).startsWith("T05thread:1f5;");
    }

    @Test
    void commandsOfEclairAnswer() throws IOException {
        assertThat(monitor("ps")).contains("lock-cycle").hasLineCount(17);
        assertThat(monitor("thread 402")).contains("402");
        assertThat(monitor("bt")).contains("lock_slow");
        assertThat(monitor("nonsense")).isEqualTo("eclair: nonsense: no such command; help lists the commands\n");
        assertThat(monitor("")).isEmpty();
        assertThat(monitor("quit")).isEmpty();
        assertThat(monitor("help")).contains("triage");
        assertThat(client.ask("qRcmd," + "70".repeat(5000))).startsWith("E.");
        try (RemoteClient other = new RemoteClient(served.server())) {
            other.ask("qRcmd," + HexFormat.of().formatHex("thread 301".getBytes(UTF_8)));
            assertThat(monitor("thread")).contains("402");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!touch FILE",
                "shell touch FILE",
                "ps | tee FILE",
                "ps > FILE",
                "ps >> FILE",
                "source FILE",
                "alias x = !touch FILE",
                "gcore 401 FILE",
                "foreach 401 gcore FILE",
                "thread apply all gcore --force 401 FILE",
                "bt -u 401 --program FILE",
                "directory /etc"
            })
    void commandsReachNothingOfThisMachine(String command) throws IOException {
        Path file = dir.resolve("touched.txt");
        assertThat(monitor(command.replace("FILE", file.toString()))).contains("not over the network");
        assertThat(file).doesNotExist();
    }

    @Test
    void lostPacketsAreSentAgain() throws IOException {
        assertThat(client.ask("qC")).isEqualTo("QC1f5");
        assertThat(client.raw("-").answer()).isEqualTo("QC1f5");
        client.raw("$qC#00");
        assertThat(client.read()).isEqualTo('-');
        assertThat(client.ask("qC")).isEqualTo("QC1f5");
    }

    @Test
    void acknowledgementsCanBeDoneWithout() throws IOException {
        assertThat(client.ask("QStartNoAckMode")).isEqualTo("OK");
        client.raw("+" + RemoteClient.framed("qC"));
        assertThat(client.read()).isEqualTo('$');
        client.answerRest();
        client.raw("$qC#00"); // and nobody looks at sums
        assertThat(client.read()).isEqualTo('$');
        client.answerRest();
    }

    @Test
    void bothWordsForTheEndEndIt() throws IOException {
        assertThat(client.ask("D")).isEqualTo("OK");
        assertThat(client.read()).isEqualTo(-1);
        try (RemoteClient other = new RemoteClient(served.server())) {
            other.raw(RemoteClient.framed("k"));
            List<Integer> rest = new ArrayList<>();
            for (int b = other.read(); b >= 0; b = other.read()) {
                rest.add(b);
            }
            assertThat(rest).startsWith((int) '+');
        }
    }

    @Test
    void theDumpStaysAsItWas() throws Exception {
        byte[] before = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(vmcore));
        client.ask("M" + Long.toHexString(RSP_501) + ",8:" + "ff".repeat(8));
        client.ask("X" + Long.toHexString(RSP_501) + ",2:ab");
        client.ask("P0=" + "ff".repeat(8));
        assertThat(client.ask("p0")).isEqualTo("0a00000000000000");
        assertThat(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(vmcore)))
                .isEqualTo(before);
    }
}
