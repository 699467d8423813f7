package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuMaskTest {
    /**
     * Among them the counts for which the original scripts print a wrong mask: 30, 62 and, for its complement, 6 and
     * 50.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8|4-7|f0|0f",
                "40|20-39|ff,fff00000|00,000fffff",
                "6|1-5|3e|01",
                "30|16-29|3fff0000|0000ffff",
                "62|30-61|3fffffff,c0000000|00000000,3fffffff",
                "50|12-47|0ffff,fffff000|30000,00000fff",
                "48|24-47|ffff,ff000000|0000,00ffffff",
                "64|32-63|ffffffff,00000000|00000000,ffffffff",
                "1|''|0|1",
                "33|32|1,00000000|0,ffffffff",
                "29|28|10000000|0fffffff",
                "31|30|40000000|3fffffff"
            })
    void masksAndComplementsOfMachinesOfAnySize(int count, String cpus, String mask, String complement) {
        CpuMask lwk = CpuMask.parseList(cpus);
        assertThat(lwk.words(count)).isEqualTo(mask);
        assertThat(lwk.complement(count).words(count)).isEqualTo(complement);
        assertThat(CpuMask.parse(mask)).isEqualTo(lwk);
        assertThat(lwk.list()).isEqualTo(cpus);
    }

    /** Held to arithmetic of another kind: the mask as one large number. */
    @Test
    void wordsAreTheDigitsOfOneLargeNumber() {
        RandomCpus.seeds().forEach(CpuMaskTest::areTheDigitsOfOneLargeNumber);
    }

    private static void areTheDigitsOfOneLargeNumber(RandomCpus random) {
        int count = random.number(1, 300);
        Set<Integer> own = random.set(0, 40, 0, 299);
        own.removeIf(cpu -> cpu >= count);
        CpuMask mask = CpuMask.of(own);
        BigInteger number = BigInteger.ZERO;
        for (int cpu : own) {
            number = number.setBit(cpu);
        }
        String words = mask.words(count);
        String digits = words.replace(",", "");
        assertThat(digits).as(random.toString()).hasSize(Math.ceilDiv(count, 4));
        assertThat(new BigInteger(digits, 16)).as(random.toString()).isEqualTo(number);
        assertThat(words.split(",", -1)).hasSize(Math.ceilDiv(count, 32));
        for (int i = words.length() - 9; i > 0; i -= 9) {
            assertThat(words.charAt(i)).isEqualTo(',');
        }
        assertThat(CpuMask.parse(words)).isEqualTo(mask);
        assertThat(CpuMask.parseList(mask.list())).isEqualTo(mask);
        assertThat(mask.cpus()).containsExactlyElementsOf(own);
    }

    @Test
    void aMaskAndItsComplementShareNothingAndLackNothing() {
        RandomCpus.seeds().forEach(CpuMaskTest::shareNothingAndLackNothing);
    }

    private static void shareNothingAndLackNothing(RandomCpus random) {
        int count = random.number(1, 300);
        CpuMask mask = CpuMask.of(random.set(0, 40, 0, 299));
        CpuMask complement = mask.complement(count);
        assertThat(mask.and(complement).isEmpty()).isTrue();
        for (int cpu = 0; cpu < count; cpu++) {
            assertThat(mask.contains(cpu)).as("%s, CPU %d", random, cpu).isNotEqualTo(complement.contains(cpu));
        }
        assertThat(complement.contains(count)).isFalse();
        assertThat(mask.without(complement)).isEqualTo(mask);
    }

    /** The kernel prints as many words as there could be CPUs, so the same CPUs may have more words in front. */
    @Test
    void wordsInFrontOfAllOthersChangeNothing() {
        RandomCpus.seeds().forEach(random -> {
            CpuMask mask = CpuMask.of(random.set(0, 20, 0, 99));
            String more = "00000000,".repeat(random.number(0, 5));
            assertThat(CpuMask.parse(more + mask.words(128)))
                    .as(random.toString())
                    .isEqualTo(mask);
        });
    }

    @Test
    void noCpuIsEverLeftOut() {
        assertThat(CpuMask.parseList("70").words(8)).isEqualTo("40,00000000,00000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "123456789", "1,", ",1", "0x1", "-1", "1 2", "ff;00"})
    void whatIsNoMask(String text) {
        assertThatThrownBy(() -> CpuMask.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a mask of CPUs, found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "3-1", "1,,2", "1-2-3", "99999", "0-8192", "1 "})
    void whatIsNoList(String text) {
        assertThatThrownBy(() -> CpuMask.parseList(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a list of CPUs, found");
    }

    @Test
    void aWrongMaskIsShownOnlyInPart() {
        assertThatThrownBy(() -> CpuMask.parse("z".repeat(1000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
        assertThatThrownBy(() -> CpuMask.parse("1,".repeat(100_000) + "1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
