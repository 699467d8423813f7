package org.mckernel.eclair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.eclair.remote.RemoteServer;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.shell.Commands;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * The installed LLDB on our server: threads, registers, memory and a stack. A machine without LLDB skips this and says
 * so.
 */
@Timeout(300)
class LldbClientTest {
    @TempDir
    Path dir;

    private static String lldb(Path image, Path dump, String... commands) throws Exception {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "lldb")));
        assumeTrue(there, "lldb is not installed");
        try (OpenedDump opened = OpenedDump.open(dump, Optional.of(image), false);
                RemoteServer server = RemoteServer.start(
                        new Session(opened, false, false),
                        Commands.registry(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        false)) {
            List<String> line = new ArrayList<>(List.of(
                    "lldb",
                    "-x",
                    "-b",
                    "-o",
                    "target create " + image,
                    "-o",
                    "gdb-remote localhost:" + ((InetSocketAddress) server.address()).getPort()));
            for (String command : commands) {
                line.addAll(List.of("-o", command));
            }
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output;
        }
    }

    private static JsonArray eclair(Path image, Path dump, String command, String part) {
        return JsonParser.parseString(CapturedRun.of(List.of(
                                "-k", image.toString(), "-d", dump.toString(), "--batch", "--json", "-e", command))
                        .out())
                .getAsJsonObject()
                .getAsJsonArray(part);
    }

    private static List<String> found(String output, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(output)
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void aCaptureIsTheSameInLldb(String architecture) throws Exception {
        boolean x86 = architecture.equals("x86_64");
        Path image = x86 ? PracticeCapture.IMAGE : Arm64Capture.IMAGE;
        Path dump = x86 ? PracticeCapture.unpack(dir) : Arm64Capture.unpack(dir);
        String address = CapturedRun.of(
                        List.of("-k", image.toString(), "-d", dump.toString(), "--batch", "-e", "print &lock_a"))
                .out()
                .replaceAll("(?s).*?(0xf[0-9a-f]{15}).*", "$1");
        String output = lldb(
                image,
                dump,
                "thread list",
                "register read",
                "memory read -s8 -fx -c4 " + address,
                "bt",
                "process plugin packet monitor ps");

        List<Integer> tids = new ArrayList<>();
        eclair(image, dump, "info threads", "threads")
                .forEach(t -> tids.add(t.getAsJsonObject().get("tid").getAsInt()));
        assertThat(found(output, "thread #\\d+: tid = (0x[0-9a-f]+)").stream()
                        .map(Integer::decode)
                        .distinct())
                .as(output)
                .containsExactlyInAnyOrderElementsOf(tids);
        for (JsonElement element : eclair(image, dump, "info registers", "registers")) {
            String name = element.getAsJsonObject().get("name").getAsString();
            Matcher shown = Pattern.compile(
                            "^ *" + name.replace("x29", "(?:x29|fp)").replace("x30", "(?:x30|lr)")
                                    + " = 0x0*([0-9a-f]+)\\b",
                            Pattern.MULTILINE)
                    .matcher(output);
            assertThat(shown.find()).as(name + output).isTrue();
            assertThat("0x" + shown.group(1))
                    .as(name)
                    .isEqualTo(element.getAsJsonObject().get("value").getAsString());
        }
        List<String> words = new ArrayList<>();
        eclair(image, dump, "x/4gx " + address, "values").forEach(v -> words.add(v.getAsString()));
        assertThat(found(output, "^0x[0-9a-f]+: (0x[0-9a-f]+ 0x[0-9a-f]+)$").stream()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(String.join(" ", words));
        List<String> functions = new ArrayList<>();
        eclair(image, dump, "bt", "frames")
                .forEach(f -> functions.add(f.getAsJsonObject().get("function").getAsString()));
        assertThat(found(output, "frame #\\d+: 0x[0-9a-f]+ mckernel.img`(?:\\w+ \\[inlined\\] )?(\\w+)"))
                .hasSizeGreaterThan(4)
                .containsAll(functions);
        assertThat(output).contains("lock-cycle");
    }

    /** LLDB reads an x for a value, so it gets an error. */
    @Test
    void whatWasNotSavedIsNoValueInLldb() throws Exception {
        String output = lldb(
                PracticeCapture.IMAGE,
                PracticeCapture.unpack(dir),
                "thread select 2",
                "register read rip",
                "memory read 0x1000");
        assertThat(output)
                .contains("name = 'compute'")
                .containsPattern("rip += error")
                .doesNotContainPattern("rip += 0x");
    }
}
