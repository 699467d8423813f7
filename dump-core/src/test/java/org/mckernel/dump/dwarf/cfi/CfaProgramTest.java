package org.mckernel.dump.dwarf.cfi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;

/** Every call frame instruction (DWARF 5, 6.4.2 and 7.24), on a function at 0x1000. The data factor is −8. */
class CfaProgramTest {
    private static final int START = 0x1000;

    /** The row at an address; the common part says that the frame address is rsp + 8, rip at −8, rbx at −16. */
    private static CallFrameRow row(long pc, int... instructions) throws MalformedFileException {
        return new FrameBytes(false, false)
                .common("", new byte[0], 0x0c, 7, 8, 0x90, 1, 0x83, 2)
                .function(0, START, 0x10_0000, instructions)
                .section()
                .row(pc)
                .orElseThrow();
    }

    private static RegisterRule rule(int register, int... instructions) throws MalformedFileException {
        return row(START, instructions).rule(register);
    }

    @Test
    void theCommonPartSaysWhatHoldsAtTheStart() throws MalformedFileException {
        CallFrameRow row = row(START);

        assertThat(row.start()).isEqualTo(START);
        assertThat(row.cfaRegister()).isEqualTo(7);
        assertThat(row.cfaOffset()).isEqualTo(8);
        assertThat(row.cfaExpression()).isEmpty();
        assertThat(row.rule(16)).isEqualTo(new RegisterRule.Offset(-8));
        assertThat(row.rule(3)).isEqualTo(new RegisterRule.Offset(-16));
        assertThat(row.rule(12)).isEqualTo(new RegisterRule.Unspecified());
        assertThat(row.returnAddressRegister()).isEqualTo(16);
        assertThat(row.signalFrame()).isFalse();
    }

    /** advance_loc, advance_loc1, 2 and 4: what follows holds from there on. */
    @ParameterizedTest
    @CsvSource({
        "0x1000, 8, 0x1000",
        "0x1003, 8, 0x1000",
        "0x1004, 16, 0x1004",
        "0x1083, 16, 0x1004",
        "0x1084, 24, 0x1084",
        "0x1383, 24, 0x1084",
        "0x1384, 32, 0x1384",
        "0x11383, 32, 0x1384",
        "0x11384, 40, 0x11384"
    })
    void instructionsHoldFromTheirLocationOn(String pc, long offset, String start) throws MalformedFileException {
        CallFrameRow row = row(
                Long.decode(pc),
                0x44,
                0x0e,
                16,
                0x02,
                0x80,
                0x0e,
                24,
                0x03,
                0x00,
                0x03,
                0x0e,
                32,
                0x04,
                0,
                0,
                1,
                0,
                0x0e,
                40);

        assertThat(row.cfaOffset()).isEqualTo(offset);
        assertThat(row.start()).isEqualTo(Long.decode(start));
    }

    @Test
    void aLocationCanBeSet() throws MalformedFileException {
        int[] instructions = {0x01, 0x10, 0x10, 0, 0, 0, 0, 0, 0, 0x0e, 16};

        assertThat(row(0x100f, instructions).cfaOffset()).isEqualTo(8);
        assertThat(row(0x1010, instructions).cfaOffset()).isEqualTo(16);
    }

    @Test
    void theFrameAddressIsARegisterAndAnOffset() throws MalformedFileException {
        assertThat(row(START, 0x0c, 6, 16))
                .extracting(CallFrameRow::cfaRegister, CallFrameRow::cfaOffset)
                .containsExactly(6, 16L);
        assertThat(row(START, 0x0d, 6))
                .extracting(CallFrameRow::cfaRegister, CallFrameRow::cfaOffset)
                .containsExactly(6, 8L);
        assertThat(row(START, 0x0e, 0x80, 1))
                .extracting(CallFrameRow::cfaRegister, CallFrameRow::cfaOffset)
                .containsExactly(7, 128L);
        assertThat(row(START, 0x12, 6, 0x7e))
                .extracting(CallFrameRow::cfaRegister, CallFrameRow::cfaOffset)
                .containsExactly(6, 16L);
        assertThat(row(START, 0x13, 0x7d))
                .extracting(CallFrameRow::cfaRegister, CallFrameRow::cfaOffset)
                .containsExactly(7, 24L);
    }

    @Test
    void theFrameAddressMayBeAnExpression() throws MalformedFileException {
        CallFrameRow row = row(START, 0x0f, 2, 0x77, 8);

        assertThat(row.cfaRegister()).isEqualTo(-1);
        assertThat(row.cfaExpression()).isPresent();
        assertThat(row(START, 0x0f, 2, 0x77, 8, 0x0c, 6, 16).cfaExpression()).isEmpty();
    }

    @Test
    void everyInstructionGivesItsRule() throws MalformedFileException {
        assertThat(rule(12, 0x8c, 3)).isEqualTo(new RegisterRule.Offset(-24));
        assertThat(rule(300, 0x05, 0xac, 2, 3)).isEqualTo(new RegisterRule.Offset(-24));
        assertThat(rule(12, 0x11, 12, 0x7d)).isEqualTo(new RegisterRule.Offset(24));
        assertThat(rule(12, 0x2f, 12, 3)).as("GNU negative offset").isEqualTo(new RegisterRule.Offset(24));
        assertThat(rule(12, 0x14, 12, 3)).isEqualTo(new RegisterRule.ValueOffset(-24));
        assertThat(rule(12, 0x15, 12, 0x7d)).isEqualTo(new RegisterRule.ValueOffset(24));
        assertThat(rule(3, 0x07, 3)).isEqualTo(new RegisterRule.Undefined());
        assertThat(rule(3, 0x08, 3)).isEqualTo(new RegisterRule.SameValue());
        assertThat(rule(3, 0x09, 3, 12)).isEqualTo(new RegisterRule.InRegister(12));
        assertThat(rule(3, 0x10, 3, 1, 0x30)).isInstanceOf(RegisterRule.AtExpression.class);
        assertThat(rule(3, 0x16, 3, 2, 0x30, 0x31)).isInstanceOf(RegisterRule.ValueExpression.class);
    }

    @Test
    void someInstructionsSayNothingOfRegisters() throws MalformedFileException {
        CallFrameRow row = row(START, 0x00, 0x2d, 0x2e, 0x80, 1, 0x0e, 16);

        assertThat(row.cfaOffset()).isEqualTo(16);
        assertThat(row.rules()).hasSize(2);
    }

    @Test
    void aRuleIsRestoredToThatOfTheCommonPart() throws MalformedFileException {
        assertThat(rule(3, 0x83, 5, 0xc3)).isEqualTo(new RegisterRule.Offset(-16));
        assertThat(rule(3, 0x83, 5, 0x06, 3)).isEqualTo(new RegisterRule.Offset(-16));
        assertThat(rule(12, 0x8c, 5, 0xcc)).isEqualTo(new RegisterRule.Unspecified());
    }

    @Test
    void aStateIsRememberedWithItsFrameAddress() throws MalformedFileException {
        CallFrameRow row = row(START, 0x0a, 0x0e, 64, 0x83, 9, 0x0b);

        assertThat(row.cfaOffset()).isEqualTo(8);
        assertThat(row.rule(3)).isEqualTo(new RegisterRule.Offset(-16));
        assertThatThrownBy(() -> row(START, 0x0b))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("expected a remembered state to restore, found none");
    }

    @Test
    void rememberedStatesHaveABound() throws MalformedFileException {
        int[] most = new int[256];
        Arrays.fill(most, 0x0a);
        int[] more = Arrays.copyOf(most, 257);
        more[256] = 0x0a;

        assertThat(row(START, most).cfaOffset()).isEqualTo(8);
        assertThatThrownBy(() -> row(START, more))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("expected at most 256 remembered states, found more");
    }

    @Test
    void damagedInstructionsAreTold() {
        assertThatThrownBy(() -> row(START, 0x3f))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("call-frame instruction at .debug_frame+0x")
                .hasMessageContaining("expected a known one, found 0x3f");
        assertThatThrownBy(() -> row(START, 0x07, 0xff, 0xff, 0xff, 1))
                .hasMessageContaining("register number at .debug_frame+0x")
                .hasMessageContaining("expected at most 65535, found 4194303");
        assertThatThrownBy(() -> row(START, 0x0f, 9, 1)).hasMessageContaining("field of 9 bytes");
        assertThatThrownBy(() -> row(START, 0x0e)).hasMessageContaining("field of 1 bytes");
    }

    /** What comes after the address asked about is not looked at. */
    @Test
    void damageAfterTheAddressDoesNoHarm() throws MalformedFileException {
        assertThat(row(START, 0x0e, 16, 0x41, 0x3f).cfaOffset()).isEqualTo(16);
    }
}
