package org.mckernel.dump.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmcoreinfoTest {
    @Test
    void readsLinesOfAKernel() {
        Vmcoreinfo info = Vmcoreinfo.parse("""
                OSRELEASE=6.1.0-56-cloud-amd64
                PAGESIZE=4096
                SYMBOL(init_uts_ns)=ffffffff9b61ad40
                OFFSET(page.flags)=0
                OFFSET(list_head.next)=8
                NUMBER(phys_base)=-2097152
                NUMBER(VA_BITS)=0x30
                KERNELOFFSET=18000000
                """);

        assertThat(info.release()).contains("6.1.0-56-cloud-amd64");
        assertThat(info.value("PAGESIZE")).contains("4096");
        assertThat(info.value("SYMBOL")).isEmpty();
        assertThat(info.symbol("init_uts_ns")).isEqualTo(OptionalLong.of(0xffff_ffff_9b61_ad40L));
        assertThat(info.symbol("swapper_pg_dir")).isEmpty();
        assertThat(info.offset("page.flags")).isEqualTo(OptionalLong.of(0));
        assertThat(info.offset("list_head.next")).isEqualTo(OptionalLong.of(8));
        assertThat(info.offset("list_head.prev")).isEmpty();
        assertThat(info.number("phys_base")).isEqualTo(OptionalLong.of(-2_097_152));
        assertThat(info.number("VA_BITS")).isEqualTo(OptionalLong.of(48));
        assertThat(info.kernelOffset()).isEqualTo(OptionalLong.of(0x1800_0000));
    }

    @Test
    void knowsNothingOfAnEmptyNote() {
        Vmcoreinfo info = Vmcoreinfo.parse("");

        assertThat(info.release()).isEmpty();
        assertThat(info.kernelOffset()).isEmpty();
        assertThat(info.number("X")).isEmpty();
    }

    @Test
    void takesTheFirstOfEqualKeysAndSplitsAtTheFirstEqualsSign() {
        Vmcoreinfo info = Vmcoreinfo.parse("A=1\nA=2\nB=x=y\n=z\nno sign\nC=\n");

        assertThat(info.value("A")).contains("1");
        assertThat(info.value("B")).contains("x=y");
        assertThat(info.value("")).isEmpty();
        assertThat(info.value("no sign")).isEmpty();
        assertThat(info.value("C")).contains("");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0x10, 16",
        "' 12 ', 12",
        "18446744073709551615, -1",
        "9223372036854775808, -9223372036854775808",
        "-9223372036854775808, -9223372036854775808",
        "0xffffffffffffffff, -1",
        "18446744073709551616,",
        "-9223372036854775809,",
        "0x10000000000000000,",
        "12ab,",
        "'',",
        "0x,",
        "--1,"
    })
    void readsDecimalNumbersOf64Bits(String text, Long value) {
        Vmcoreinfo info = Vmcoreinfo.parse("NUMBER(n)=" + text + "\nOFFSET(o)=" + text);
        OptionalLong expected = value == null ? OptionalLong.empty() : OptionalLong.of(value);

        assertThat(info.number("n")).isEqualTo(expected);
        assertThat(info.offset("o")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"10, 16", "0x10, 16", "'ff ', 255", "ffffffffffffffff, -1", "10000000000000000,", "xyz,", "'',", "-1,"})
    void readsHexadecimalNumbersOf64Bits(String text, Long value) {
        Vmcoreinfo info = Vmcoreinfo.parse("SYMBOL(s)=" + text + "\nKERNELOFFSET=" + text);
        OptionalLong expected = value == null ? OptionalLong.empty() : OptionalLong.of(value);

        assertThat(info.symbol("s")).isEqualTo(expected);
        assertThat(info.kernelOffset()).isEqualTo(expected);
    }
}
