package org.mckernel.lifecycle.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootRequestTest {
    @Test
    void withoutOptionsItIsMcrebootsDefault() throws RequestException {
        BootRequest request = BootRequest.builder().build();
        assertThat(request.cpus()).isEmpty();
        assertThat(request.memory().text()).isEqualTo("512M@0");
        assertThat(request.facility()).isEqualTo("LOG_LOCAL6");
        assertThat(request.hangInterval()).isEqualTo(-1);
        assertThat(request.redirectLog()).isFalse();
        assertThat(request.arguments().text()).isEqualTo("hidos dump_level=24");
        assertThat(request.arguments().excludesPages()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,,2|character 3: expected a CPU number, found \",\"",
                "1,|character 3: expected a CPU number, found its end",
                "-5|character 1: expected a CPU number, found \"-\"",
                "5-|character 3: expected a CPU number, found its end",
                "9-5|character 1: the range 9-5 runs backwards; write 5-9",
                "1-2-3|character 4: expected \",\", \"-\" or the end, found \"-\"",
                "abc|character 1: expected a CPU number, found \"a\"",
                "' 3'|character 1: expected a CPU number, found \" \"",
                "+3|character 1: expected a CPU number, found \"+\"",
                "3,3|character 3: CPU 3 is named twice",
                "1-4,3|character 5: CPU 3 is named twice",
                "512|character 1: expected a CPU number up to 511",
                "99999999999999999999|character 1: expected a CPU number up to 511",
                "'1, 2'|character 3: expected a CPU number, found \" \"",
                "''|character 1: expected a CPU number, found an empty value",
                "٣|character 1: expected a CPU number, found \"٣\""
            })
    void aCpuListThatIsWrong(String value, String expected) {
        assertThatThrownBy(() -> BootRequest.builder().cpus(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-c ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512MB|character 5: expected \"@\" with a NUMA node, \",\" or the end, found \"B\"",
                "1Gxyz|character 3: expected",
                "-1@0|character 1: expected a size or \"all\", found \"-\"",
                "All|character 1: expected a size or \"all\", found \"A\"",
                "3M|3145728 bytes are not a multiple of 4 MiB",
                "1@0|1 bytes are not a multiple of 4 MiB",
                "0@0|expected at least 4M, found 0",
                "512M@|character 6: expected a NUMA node, found its end",
                "512M@1024|character 6: expected a NUMA node up to 1023",
                "512M,|character 6: expected a size or \"all\", found its end",
                "512M@0@1|character 7: expected",
                "8E|character 1: the size does not fit into 64 bits",
                "16E|does not fit",
                "99999999999999999999|up to",
                "M|character 1: expected a size",
                "''|found an empty value",
                "4M@0 ,4M|character 5: expected",
                "allocate@0|character 4: expected"
            })
    void amountsOfMemoryThatAreWrong(String value, String expected) {
        assertThatThrownBy(() -> BootRequest.builder().memory(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-m ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512M|512M@0",
                "1g@1,all@0|1G@1,all@0",
                "ALL|all@0",
                "4096k|4M@0",
                "4194304@3|4M@3",
                "1T@0,2P@1|1T@0,2P@1",
                "7E@0|7E@0",
                "36M@0,36M@0|36M@0,36M@0"
            })
    void amountsOfMemoryThatAreRight(String value, String same) throws RequestException {
        assertThat(BootRequest.builder().memory(value).build().memory().text()).isEqualTo(same);
    }

    @Test
    void thereIsALimitToRequestsForMemory() throws RequestException {
        String most = "4M,".repeat(2047) + "4M";
        assertThat(BootRequest.builder().memory(most).build().memory().items()).hasSize(2048);
        assertThatThrownBy(() -> BootRequest.builder().memory(most + ",4M")).hasMessageContaining("more than 2048");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1-2|character 4: expected \":\"",
                ":0|character 1: expected a CPU number",
                "1:|character 3: expected a CPU number, found its end",
                "1:0+|character 5: expected a CPU number",
                "1:0+1:2|character 5: CPU 1 is named twice",
                "1:0,2:0|character 4: expected \"+\" or the end, found \",\"",
                "1:1|character 3: CPU 1 cannot send to itself",
                "''|found an empty value",
                "1:0-2|character 4: expected"
            })
    void aMapThatIsWrong(String value, String expected) {
        assertThatThrownBy(() -> BootRequest.builder().ikcMap(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-r ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1:0|CPU 2 (-c 1-2) has no receiver",
                "1-3:0|CPU 3 is not among McKernel's",
                "1:2+2:0|CPU 2 is to receive messages but goes to McKernel"
            })
    void aMapThatContradictsTheCpus(String map, String expected) {
        assertThatThrownBy(() -> BootRequest.builder().cpus("1-2").ikcMap(map).build())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void aMapThatFits() throws RequestException {
        assertThat(BootRequest.builder()
                        .cpus("1-2,7")
                        .ikcMap("1,2:0+7:3")
                        .build()
                        .ikcMap()
                        .orElseThrow()
                        .text())
                .isEqualTo("1-2:0+7:3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "LOG_LOCAL",
                "LOG_LOCAL8",
                "log_local1",
                "LOG_LOCAL10",
                "LOG_LOCAL06",
                "LOG_USER",
                "LOG_LOCAL1 "
            })
    void aFacilityThatIsWrong(String value) {
        assertThatThrownBy(() -> BootRequest.builder().facility(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-f: expected LOG_LOCAL0 to LOG_LOCAL7, found ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|expected a user, found an empty value",
                ":wheel|character 1: expected a user",
                "me:|character 4: expected a group, found its end",
                "me you|character 3: expected the end of a user",
                "me;reboot|character 3",
                "-R|character 1: expected a user",
                "me:wheel:x|character 9"
            })
    void anOwnerThatIsWrong(String value, String expected) {
        assertThatThrownBy(() -> BootRequest.builder().owner(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-o ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-2", "0", "1.5", "1s", " 1", "86401", "99999999999"})
    void anIntervalThatIsWrong(String value) {
        assertThatThrownBy(() -> BootRequest.builder().hangInterval(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-i ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "on", "-1", "1x"})
    void aSwitchOfTheLogThatIsWrong(String value) {
        assertThatThrownBy(() -> BootRequest.builder().redirectLog(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-k: expected 0 (off) or 1 (on), found ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "31", "0", "256", "0x40", "64-70"})
    void anInterruptThatIsWrong(String value) {
        assertThatThrownBy(() -> BootRequest.builder().firstIrq(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-q ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "23", "25", "99", "24x", "-1", "garbage", " 24", "4294967320", "240"})
    void aLevelThatIsWrong(String value) {
        assertThatThrownBy(() -> BootRequest.builder().dumpLevel(value))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("-d: expected 0 (everything) or 24");
    }

    @Test
    void theOptionsBecomeKernelArguments() throws RequestException {
        BootRequest request = BootRequest.builder()
                .turbo(true)
                .dumpLevel("0")
                .oversubscribe(true)
                .arguments("idle_halt")
                .facility("LOG_LOCAL0")
                .owner("me:users")
                .hangInterval("600")
                .redirectLog("1")
                .firstIrq("64")
                .build();
        assertThat(request.arguments().text()).isEqualTo("hidos turbo dump_level=0 allow_oversubscribe idle_halt");
        assertThat(request.arguments().excludesPages()).isFalse();
        assertThat(request.arguments().surprises()).isEmpty();
        assertThat(request.owner().orElseThrow().text()).isEqualTo("me:users");
        assertThat(request.firstIrq()).hasValue(64);
        assertThat(request.hangInterval()).isEqualTo(600);
        assertThat(request.redirectLog()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "dump_level=99,99",
        "dump_level=abc,0",
        "dump_level=,0",
        "dump_level=24x,24",
        "dump_level=-1,0",
        "xdump_level=0,0",
        "dump_level=4294967320,24",
        "dump_level=7 dump_level=24,7"
    })
    void aLevelInTheArgumentsIsReadAsTheKernelReadsIt(String words, long level) throws RequestException {
        BootRequest request = BootRequest.builder().arguments(words).build();
        assertThat(request.arguments().text()).isEqualTo("hidos " + words);
        assertThat(request.arguments().dumpLevel()).isEqualTo(level);
        assertThat(request.arguments().excludesPages()).isEqualTo(level == 24);
    }

    @Test
    void wordsInsideWordsAreReported() throws RequestException {
        assertThat(BootRequest.builder()
                        .arguments("no_turbo time_sharing=0 dump_level=99")
                        .build()
                        .arguments()
                        .surprises())
                .hasSize(3)
                .anyMatch(s -> s.contains("no_turbo"))
                .anyMatch(s -> s.contains("acts like 0"));
    }

    @Test
    void twoLevelsAreRefused() {
        assertThatThrownBy(() -> BootRequest.builder()
                        .dumpLevel("0")
                        .arguments("dump_level=24")
                        .build())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("so does -d 0");
    }

    @Test
    void argumentsAreNeverCut() throws RequestException {
        int room = 255 - "hidos dump_level=24 ".length();
        assertThat(BootRequest.builder()
                        .arguments("x".repeat(room))
                        .build()
                        .arguments()
                        .text())
                .hasSize(255);
        assertThatThrownBy(() ->
                        BootRequest.builder().arguments("x".repeat(room + 1)).build())
                .hasMessageContaining("256 bytes")
                .hasMessageContaining("IHK accepts 255");
        assertThatThrownBy(() -> BootRequest.builder().arguments("a\nb").build())
                .hasMessageContaining("found U+000A");
        assertThatThrownBy(() -> BootRequest.builder().arguments("ä").build()).hasMessageContaining("printable ASCII");
    }

    @Test
    void whatIsPrintedReadsBackTheSame() throws RequestException {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            List<Integer> cpus = new ArrayList<>();
            for (int i = random.nextInt(1, 40); i > 0; i--) {
                int cpu = random.nextInt(512);
                for (int c = cpu; c < Math.min(512, cpu + random.nextInt(1, 5)); c++) {
                    if (!cpus.contains(c)) {
                        cpus.add(c);
                    }
                }
            }
            CpuList list = new CpuList(cpus);
            assertThat(CpuList.parse("-c", list.text())).isEqualTo(list);
        }
    }

    @Test
    void noiseIsEitherReadOrRefusedInOneLine() {
        Random random = new Random(2);
        String letters = "0123456789,-+:@MGKall \n";
        for (int round = 0; round < 20_000; round++) {
            String value = random.ints(random.nextInt(12), 0, letters.length())
                    .map(letters::charAt)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            try {
                List<Integer> cpus = CpuList.parse("-c", value).cpus();
                assertThat(value).matches("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*");
                assertThat(new HashSet<>(cpus)).hasSameSizeAs(cpus);
            } catch (RequestException e) {
                assertThat(e.getMessage()).doesNotContain("\n").contains("character");
            }
            try {
                for (MemoryList.Item item : MemoryList.parse("-m", value).items()) {
                    assertThat(item.all() || (item.size() > 0 && item.size() % MemoryList.GRANULE == 0))
                            .isTrue();
                }
                IkcMap.parse("-r", value);
            } catch (RequestException e) {
                assertThat(Arrays.asList(e.getMessage().split("\n", -1))).hasSize(1);
            }
        }
    }
}
