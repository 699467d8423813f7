package org.mckernel.dump.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmRangeTest {
    private static VmRange range(long flags, String backing) {
        return new VmRange(0x9000, 0x1000, 0x3000, flags, Optional.ofNullable(backing), 0);
    }

    @ParameterizedTest
    @CsvSource({"0xfff, false", "0x1000, true", "0x2fff, true", "0x3000, false", "-1, false"})
    void itHoldsAddressesUpToItsEnd(String address, boolean expected) {
        assertThat(range(0, null).contains(Long.decode(address))).isEqualTo(expected);
    }

    @Test
    void addressesAreUnsigned() {
        VmRange high = new VmRange(0, 0x7fff_ffff_ffff_f000L, -0x1000, 0, Optional.empty(), 0);

        assertThat(high.contains(Long.MIN_VALUE)).isTrue();
        assertThat(high.contains(0x1000)).isFalse();
        assertThat(high.contains(-1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x00000, ---s, 0, false, false",
        "0x10000, r--s, 4, false, false",
        "0x20000, -w-s, 2, false, false",
        "0x40000, --xs, 1, true, false",
        "0x02000, ---p, 0, false, false",
        "0x00001, ---s, 0, false, true",
        "0x72001, rwxp, 7, true, true"
    })
    void flagsAreRights(String flags, String permissions, int segment, boolean code, boolean stack) {
        VmRange range = range(Long.decode(flags), null);

        assertThat(range.permissions()).isEqualTo(permissions);
        assertThat(range.segmentFlags()).isEqualTo(segment);
        assertThat(range.isCode()).isEqualTo(code);
        assertThat(range.isStack()).isEqualTo(stack);
    }

    @Test
    void whatWasNeverTouchedIsZerosInAProgramsOwnMemory() {
        assertThat(range(0x2000, null).isAnonymous()).isTrue();
        assertThat(range(0, null).isAnonymous()).isFalse();
        assertThat(range(0, "[stack]").isAnonymous()).isTrue();
        assertThat(range(0, "[heap]").isAnonymous()).isTrue();
        assertThat(range(0x2000, "[vdso]").isAnonymous()).isFalse();
        assertThat(range(0x2000, "/bin/app").isAnonymous()).isFalse();
    }

    @Test
    void aFileHasAPath() {
        assertThat(range(0, "/bin/app").file()).contains("/bin/app");
        assertThat(range(0, "[heap]").file()).isEmpty();
        assertThat(range(0, null).file()).isEmpty();
    }
}
