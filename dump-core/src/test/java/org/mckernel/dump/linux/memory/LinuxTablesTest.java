package org.mckernel.dump.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.format.Vmcoreinfo;

class LinuxTablesTest {
    /** Linked at 0xffffffff80000000, run at physical 0x1000000: the text is so far above its place. */
    private static final long TEXT_OFFSET = 0xffff_ffff_7f00_0000L;

    @Test
    void triesBothDepthsOfX86WhereTheKernelDoesNotSay() {
        assertThat(LinuxTables.x86(Vmcoreinfo.parse(""), 0xffff_ffff_8200_a000L, 0x100_0000, "given"))
                .containsExactly(
                        new LinuxTables(PagingForm.x86(4), 0x300_a000, 0, TEXT_OFFSET, "phys_base 0x1000000 given"),
                        new LinuxTables(PagingForm.x86(5), 0x300_a000, 0, TEXT_OFFSET, "phys_base 0x1000000 given"));
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 5"})
    void takesTheDepthAndTheEncryptionBitOfTheKernel(int fiveLevel, int levels) {
        Vmcoreinfo info = Vmcoreinfo.parse(
                "NUMBER(pgtable_l5_enabled)=%d\nNUMBER(sme_mask)=140737488355328\n".formatted(fiveLevel));

        assertThat(LinuxTables.x86(info, 0xffff_ffff_8200_a000L, 0, "x"))
                .singleElement()
                .satisfies(t -> {
                    assertThat(t.form()).isEqualTo(PagingForm.x86(levels));
                    assertThat(t.clearBits()).isEqualTo(1L << 47);
                    assertThat(t.root()).isEqualTo(0x200_a000);
                });
    }

    @Test
    void triesTheNumbersOfBitsThatArm64MayUse() {
        Vmcoreinfo info = Vmcoreinfo.parse("NUMBER(VA_BITS)=52\nNUMBER(TCR_EL1_T1SZ)=0x11\n");

        assertThat(LinuxTables.arm64(info, 0xffff_8000_1000_2000L, 0x1_0000, 0xffff_7fff_d000_0000L))
                .extracting(LinuxTables::form)
                .containsExactly(
                        PagingForm.arm64(0x1_0000, 52),
                        PagingForm.arm64(0x1_0000, 47),
                        PagingForm.arm64(0x1_0000, 48),
                        PagingForm.arm64(0x1_0000, 39),
                        PagingForm.arm64(0x1_0000, 42));
        LinuxTables first = LinuxTables.arm64(info, 0xffff_8000_1000_2000L, 0x1_0000, 0xffff_7fff_d000_0000L)
                .getFirst();
        assertThat(first.root()).isEqualTo(0x4000_2000);
        assertThat(first.clearBits()).isZero();
        assertThat(first.source()).isEqualTo("kimage_voffset 0xffff7fffd0000000");
    }

    @ParameterizedTest
    @CsvSource({"35, false", "36, true", "52, true", "53, false", "48, true"})
    void believesNoNumberOfBitsThatArm64DoesNotHave(int bits, boolean believed) {
        Vmcoreinfo info = Vmcoreinfo.parse("NUMBER(VA_BITS)=" + bits);
        assertThat(LinuxTables.arm64(info, 0, 0x1000, 0))
                .extracting(LinuxTables::form)
                .hasSize(believed && bits != 48 ? 4 : 3)
                .satisfies(forms -> assertThat(forms.contains(PagingForm.arm64(0x1000, bits)))
                        .isEqualTo(believed));
    }
}
