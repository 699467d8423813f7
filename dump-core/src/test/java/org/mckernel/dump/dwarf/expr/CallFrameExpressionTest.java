package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.address.TableMemory;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.dwarf.unit.DwarfSection;

class CallFrameExpressionTest {
    private static final long STACK = 0x7000;
    private static final Registers REGISTERS = Registers.of(Map.of(7, STACK, 16, 0x104bL), Map.of(3, 5L));

    private static VirtualMemory memory() {
        return new TableMemory(0x1000).has(0, 0x1000).entry(0, 1, 0x1234).at(STACK);
    }

    private static OptionalLong value(String hex, OptionalLong cfa) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        DwarfSection section = new DwarfSection(".eh_frame", "test", MemorySegment.ofArray(bytes), null);
        return new CallFrameExpression(section, 0, bytes.length).value(REGISTERS, memory(), cfa);
    }

    @ParameterizedTest
    @CsvSource({
        "770880003f1a3b2a332422, 0x7010", // the procedure linkage table's
        "770806, 0x1234", // DW_OP_breg7 8, DW_OP_deref
        "3577009e, ", // DW_OP_implicit_value is no value of call-frame information
        "57, ", // DW_OP_reg7, nor is a register
        "30 9f, ", // nor DW_OP_stack_value
    })
    void computesAFrameAddress(String hex, String expected) {
        assertThat(value(hex.replace(" ", ""), OptionalLong.empty()))
                .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(Long.decode(expected)));
    }

    @Test
    void aRegistersRuleFindsTheFrameAddressOnTheStack() {
        assertThat(value("23f87e", OptionalLong.of(0x8000))).hasValue(0x8000 + 0x3f78);
        assertThat(value("381c06", OptionalLong.of(STACK + 16))).hasValue(0x1234); // the word 8 bytes below
        assertThat(value("381c06", OptionalLong.empty())).isEmpty(); // nothing to subtract from
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0300100000000000000000", // DW_OP_addr: where the file is in memory is not known here
                "9100", // DW_OP_fbreg
                "9c", // DW_OP_call_frame_cfa
                "a30157", // DW_OP_entry_value
                "a100", // DW_OP_addrx
                "30a805", // DW_OP_convert to a type of a unit
                "7300", // DW_OP_breg3, which calls may have changed
                "7100", // DW_OP_breg1, which is not known
                "2ffdff", // DW_OP_skip to itself
                "77", // cut short
                "13", // DW_OP_drop of nothing
                "",
            })
    void hasNoValueWhereSomethingIsMissing(String hex) {
        assertThat(value(hex, OptionalLong.empty())).isEmpty();
    }
}
