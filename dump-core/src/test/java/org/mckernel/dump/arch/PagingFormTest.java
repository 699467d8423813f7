package org.mckernel.dump.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PagingFormTest {
    /** Shifts of each level, lowest first, and of what the top table spans: Intel volume 3 4.5, Arm D8.2. */
    static Stream<Arguments> forms() {
        return Stream.of(
                form(() -> PagingForm.x86(4), "x86_64 4-level", List.of(12, 21, 30, 39), 48, 47),
                form(() -> PagingForm.x86(5), "x86_64 5-level", List.of(12, 21, 30, 39, 48), 57, 56),
                form(() -> PagingForm.arm64(0x1000, 39), "aarch64 4K VA 39", List.of(12, 21, 30), 39, 39),
                form(() -> PagingForm.arm64(0x1000, 48), "aarch64 4K VA 48", List.of(12, 21, 30, 39), 48, 48),
                form(() -> PagingForm.arm64(0x1_0000, 42), "aarch64 64K VA 42", List.of(16, 29), 42, 42),
                form(() -> PagingForm.arm64(0x1_0000, 48), "aarch64 64K VA 48", List.of(16, 29, 42), 48, 48),
                form(() -> PagingForm.arm64(0x1000, 36), "aarch64 4K VA 36", List.of(12, 21, 30), 36, 36));
    }

    private static Arguments form(Supplier<PagingForm> form, String name, List<Integer> shifts, int top, int signFrom) {
        return Arguments.of(form, name, shifts, top, signFrom);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void cutsAddressesAsTheManualsSay(
            Supplier<PagingForm> made, String name, List<Integer> shifts, int top, int signFrom) {
        PagingForm form = made.get();
        assertThat(form.name()).isEqualTo(name);
        assertThat(form.levels()).isEqualTo(shifts.size());
        assertThat(form.pageShift()).isEqualTo(shifts.getFirst());
        for (int level = 0; level < shifts.size(); level++) {
            assertThat(form.shift(level)).as("level %d", level).isEqualTo(shifts.get(level));
        }
        assertThat(form.shift(shifts.size())).isEqualTo(top);
        assertThat(form.signExtendFrom()).isEqualTo(signFrom);
    }

    @Test
    void allowsLargePagesWhereTheProcessorDoes() {
        assertThat(PagingForm.x86(4).highestLeafLevel()).as("1 GiB").isEqualTo(2);
        assertThat(PagingForm.arm64(0x1000, 48).highestLeafLevel()).as("1 GiB").isEqualTo(2);
        assertThat(PagingForm.arm64(0x1_0000, 48).highestLeafLevel())
                .as("512 MiB")
                .isEqualTo(1);
    }

    @Test
    void keepsAddressBitsApartFromAttributes() {
        assertThat(0x8010_0000_0000_0fffL & PagingForm.x86(4).addressMask()).isZero();
        assertThat(0x000f_ffff_ffff_f000L & PagingForm.x86(4).addressMask()).isEqualTo(0x000f_ffff_ffff_f000L);
        assertThat(PagingForm.arm64(0x1000, 48).addressMask()).isEqualTo(0x0000_ffff_ffff_f000L);
        assertThat(PagingForm.arm64(0x1_0000, 48).addressMask()).isEqualTo(0x0000_ffff_ffff_0000L);
    }
}
