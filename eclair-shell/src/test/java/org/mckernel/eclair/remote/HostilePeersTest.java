package org.mckernel.eclair.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.netty.buffer.PoolArenaMetric;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.memory.CancellationCheck;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Registry;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Clients that mean ill, or are broken: the others are served as before, and nothing grows. */
@Timeout(120)
class HostilePeersTest {
    /** What one connection may hold: a packet each way, what is read at once, and what the pool rounds up to. */
    private static final long MOST_EACH = 3L * PacketBuffers.FRAME_BYTES;

    private static final AtomicInteger RUNNING = new AtomicInteger();
    /** Goes on until it is interrupted. */
    private static final Command ENDLESS = Command.named("endless")
            .summary("never ends")
            .runs((_, _) -> {
                RUNNING.incrementAndGet();
                while (true) {
                    CancellationCheck.check();
                    Thread.onSpinWait();
                }
            });

    private static final Command SHORT = Command.named("short")
            .summary("ends at once")
            .runs((_, _) -> new Result.Text(List.of("done"), new JsonObject(), false));

    @TempDir
    static Path dir;

    private static Path vmcore;
    private ServedCapture served;
    private RemoteClient good;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    @BeforeEach
    void serve() throws Exception {
        served = ServedCapture.of(PracticeCapture.IMAGE, vmcore, new Registry(List.of(ENDLESS, SHORT)));
        good = new RemoteClient(served.server());
        goodIsServed();
    }

    @AfterEach
    void end() throws Exception {
        goodIsServed();
        good.close();
        served.close();
        await(() -> served.server().connected() == 0 && buffers() == 0);
    }

    /** Buffers that are out of the pool. */
    private static long buffers() {
        return PacketBuffers.metric().heapArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    private void goodIsServed() throws IOException {
        assertThat(good.ask("p10")).isEqualTo("912780feffffffff");
        assertThat(good.ask("mffff888004200000,10000")).hasSize(0x20000);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 400 && !condition.call(); i++) {
            Thread.sleep(25);
        }
        assertThat(condition.call()).isTrue();
    }

    private RemoteClient another() throws IOException {
        return new RemoteClient(served.server());
    }

    /** True once the server has closed a connection. */
    private static boolean closed(RemoteClient client) throws IOException {
        try {
            while (client.read() >= 0) {
                // what it had said before
            }
            return true;
        } catch (SocketException e) {
            return true; // reset: bytes of ours were not read any more
        }
    }

    @Test
    void garbageIsPassedOver() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[1 + random.nextInt(4000)];
            random.nextBytes(bytes);
            try (RemoteClient client = another()) {
                client.raw(new String(bytes, ISO_8859_1));
            }
        }
        goodIsServed();
    }

    @Test
    void randomPacketsAreAnswered() throws Exception {
        Random random = new Random(8);
        String letters = "qQvgGpPmMxXHTcsDkZz?!,:;0123456789abcdefL*}#$-";
        for (int round = 0; round < 2000; round++) {
            StringBuilder packet = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                packet.append(letters.charAt(random.nextInt(letters.length())));
            }
            String data = packet.toString().replaceAll("[#$}*]", "");
            if (data.startsWith("k") || data.startsWith("D") || data.startsWith("QStart")) {
                continue;
            }
            good.ask(data); // fails when there is no answer, or one that is no packet
        }
    }

    @Test
    void halfPacketsHoldNothingUp() throws Exception {
        List<RemoteClient> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                halves.add(another().raw("$m0,"));
            }
            goodIsServed();
            assertThat(halves.getFirst().raw("4#fd").answer()).isEqualTo("E01");
        } finally {
            for (RemoteClient half : halves) {
                half.close();
            }
        }
    }

    @Test
    void whoSendsWithoutEndIsSentAway() throws Exception {
        try (RemoteClient client = another()) {
            String piece = "m".repeat(1 << 14);
            client.raw("$");
            boolean away = false;
            for (int i = 0; i < 4000 && !away; i++) { // 64 MiB
                try {
                    client.raw(piece);
                } catch (SocketException e) {
                    away = true;
                }
            }
            assertThat(away || closed(client)).isTrue();
        }
        try (RemoteClient client = another()) {
            client.raw("$0" + "*~".repeat(3000));
            assertThat(closed(client)).isTrue();
        }
        goodIsServed();
    }

    @Test
    void whoOnlyComplainsIsSentAway() throws Exception {
        try (RemoteClient client = another()) {
            assertThat(client.ask("mffff888004200000,10000")).hasSize(0x20000);
            client.raw("-".repeat(1000));
            assertThat(closed(client)).isTrue();
        }
        try (RemoteClient client = another()) {
            client.raw("$g#00".repeat(1000));
            assertThat(closed(client)).isTrue();
        }
    }

    @Test
    void aTrickleIsWaitedFor() throws Exception {
        try (RemoteClient slow = another()) {
            for (char c : RemoteClient.framed("qC").toCharArray()) {
                slow.raw("" + c);
                goodIsServed();
            }
            assertThat(slow.answer()).isEqualTo("QC1f5");
        }
    }

    @Test
    void whoAsksAndNeverReadsHoldsOnePacket() throws Exception {
        long before = PacketBuffers.metric().usedHeapMemory();
        List<RemoteClient> deaf = new ArrayList<>();
        String question = RemoteClient.framed("xffff888004200000,10000");
        try {
            for (int i = 0; i < 20; i++) {
                RemoteClient client = RemoteClient.deaf(served.server());
                deaf.add(client);
                client.raw(question.repeat(500)); // 32 MiB of answers
            }
            goodIsServed();
            assertThat(PacketBuffers.metric().usedHeapMemory() - before).isLessThan(21 * MOST_EACH);
        } finally {
            for (RemoteClient client : deaf) {
                client.close();
            }
        }
        await(() -> served.server().connected() == 1);
    }

    @Test
    void aThousandCanComeAndGo() throws Exception {
        for (int i = 0; i < 1000; i++) {
            try (RemoteClient client = another()) {
                if (i % 10 == 0) {
                    assertThat(client.ask("qC")).isEqualTo("QC1f5");
                }
            }
        }
        goodIsServed();
    }

    /** Those who say nothing make room for those who come; who speaks the protocol stays. */
    @Test
    void aThousandAtOnceLeaveRoom() throws Exception {
        List<RemoteClient> silent = new ArrayList<>();
        int threads = Thread.activeCount();
        try {
            for (int i = 0; i < 1000; i++) {
                silent.add(another());
            }
            await(() -> served.server().connected() == RemoteServer.MOST_CONNECTIONS);
            assertThat(Thread.activeCount() - threads).isLessThan(8);
            goodIsServed();
            try (RemoteClient late = another()) {
                assertThat(late.ask("qC")).isEqualTo("QC1f5");
            }
            assertThat(closed(silent.getFirst())).isTrue();
        } finally {
            for (RemoteClient client : silent) {
                client.close();
            }
        }
    }

    @Test
    void whereAllSpeakTheNextIsSentAway() throws Exception {
        List<RemoteClient> all = new ArrayList<>();
        try {
            while (all.size() < RemoteServer.MOST_CONNECTIONS - 1) {
                RemoteClient client = another();
                all.add(client);
                assertThat(client.ask("qC")).isEqualTo("QC1f5");
            }
            try (RemoteClient late = another()) {
                assertThat(closed(late)).isTrue();
            }
            assertThat(all.getFirst().ask("qC")).isEqualTo("QC1f5");
        } finally {
            for (RemoteClient client : all) {
                client.close();
            }
        }
    }

    @Test
    void aCommandEndsWithItsClientOrByAnInterrupt() throws Exception {
        try (RemoteClient gone = another()) {
            gone.raw(RemoteClient.framed("qRcmd," + hex("endless")));
            await(() -> RUNNING.get() == 1);
        }
        try (RemoteClient client = another()) {
            client.raw(RemoteClient.framed("qRcmd," + hex("endless")));
            await(() -> RUNNING.get() == 2);
            goodIsServed(); // packets do not wait for commands
            client.raw("\u0003");
            assertThat(client.answer()).isEqualTo("O" + hex("eclair: interrupted\n"));
            assertThat(client.answer()).isEqualTo("OK");
            assertThat(client.ask("qRcmd," + hex("short"))).isEqualTo("O" + hex("done\n"));
            assertThat(client.answer()).isEqualTo("OK");
        }
    }

    private static String hex(String command) {
        return HexFormat.of().formatHex(command.getBytes(ISO_8859_1));
    }

    @Test
    void outputHasALimit() {
        BoundedOutput output = new BoundedOutput(100);
        output.write(new byte[90], 0, 90);
        output.write(new byte[30], 0, 30);
        assertThat(new String(output.taken(), ISO_8859_1)).hasSizeLessThan(200).contains("20 more bytes are left out");
        output.write('a');
        assertThat(output.taken()).containsExactly('a');
    }
}
