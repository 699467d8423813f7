package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Files and programs of a node with invalid content: one line says so, and nothing is changed or everything is rolled
 * back.
 */
class HostileDirectoryTest {
    @TempDir
    Path dir;

    private NodeTrial trial;

    @BeforeEach
    void node() throws Exception {
        trial = NodeTrial.in(dir.resolve("node"));
    }

    private String refusal(String operation) throws Exception {
        try {
            trial.perform(trial.node(), operation);
        } catch (NodeException e) {
            return e.line();
        } catch (IOException e) {
            return ErrorLine.of(e);
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sys/devices/system/cpu/online|garbage|cpu/online: expected a list of CPUs",
                "sys/devices/system/cpu/possible|0-999999|cpu/possible: expected a list of CPUs",
                "sys/devices/system/node/node1/meminfo|?|meminfo: expected a line with MemTotal",
                "proc/irq/24/smp_affinity|xyz|smp_affinity: expected a mask of CPUs",
                "proc/sys/vm/swappiness|lots|swappiness: expected a number",
                "usr/local/mckernel/smp-x86/kernel/mckernel.img|#!/bin/sh|mckernel.img"
            })
    void aFileOfGarbageIsNamed(String file, String text, String expected) throws Exception {
        Files.writeString(trial.file(file), text);
        Map<String, String> before = trial.snapshot();
        assertThat(refusal("boot")).contains(expected).doesNotContain("\n");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc/modules", "proc/interrupts", "proc/self/mountinfo"})
    void aTableOfGarbageIsAnEmptyOne(String file) throws Exception {
        Files.writeString(trial.file(file), "\0\1 ihk\nihk\n\n::: - - -\n".repeat(100));
        Map<String, String> before = trial.snapshot();
        String refusal = refusal("boot");
        assertThat(refusal).doesNotContain("\n");
        if (refusal.isEmpty()) {
            trial.endMonitor();
            assertThat(refusal("shutdown")).isEmpty();
        }
        // The stand-ins rewrite the tables; other lines may be lost.
        Map<String, String> now = trial.snapshot();
        now.remove(file);
        before.remove(file);
        assertThat(now).isEqualTo(before);
    }

    /** Of each request that is answered with a text, every answer of another kind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ihkconfig|0 query cpu|99999",
                "ihkconfig|0 query cpu|a",
                "ihkconfig|0 query cpu|3-1",
                "ihkconfig|0 query mem|12@",
                "ihkconfig|0 query mem|-1@0",
                "ihkconfig|0 query mem|99999999999999999999@0",
                "ihkosctl|0 get status|SLEEPING",
                "ihkosctl|0 get status|",
                "ihkosctl|0 get ikc_map|2:",
                "ihkosctl|0 get ikc_map|2-:x+",
                "ihkosctl|0 get status|RUNNING RUNNING"
            })
    void anAnswerOfGarbageIsRolledBack(String program, String request, String answer) throws Exception {
        final Map<String, String> before = trial.snapshot();
        trial.rule("%s|1|%s|say|0|%s".formatted(program, request, answer == null ? "" : answer));
        assertThat(refusal("boot")).isNotEmpty().doesNotContain("\n").doesNotContain("internal error");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"ihkconfig,0 query mem", "ihkosctl,0 get status", "taskset,-c 0 *", "systemctl,stop *"})
    void aProgramThatPrintsWithoutEndIsCut(String program, String request) throws Exception {
        final Map<String, String> before = trial.snapshot();
        trial.rule("%s|1|%s|flood|1024|".formatted(program, request));
        assertThat(refusal("boot")).isNotEmpty().hasSizeLessThan(1000).doesNotContain("\n");
        assertThat(trial.snapshot()).isEqualTo(before);
    }

    @Test
    void aProgramThatClaimsToHaveDoneWhatItHasNotIsFoundOut() throws Exception {
        Files.createDirectories(trial.file("etc/mck"));
        Files.writeString(trial.file("etc/mck/mck.conf"), "running-timeout = 1\n");
        final Map<String, String> before = trial.snapshot();
        for (String wrong : new String[] {
            "insmod|1|*|say|0|",
            "ihkosctl|1|0 boot|say|0|",
            "ihkosctl|1|0 set *|say|0|",
            "ihkosctl|1|0 assign cpu *|say|0|"
        }) {
            trial.forget();
            trial.rule(wrong);
            assertThat(refusal("boot")).as(wrong).isNotEmpty().doesNotContain("\n");
            assertThat(trial.snapshot()).as(wrong).isEqualTo(before);
        }
    }
}
