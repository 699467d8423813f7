package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Expressions written by hand (DWARF 5, 2.5 and 2.6), in a frame with a few registers and words of memory. */
class DwarfExpressionEvaluatorTest {
    private static final long CFA = 0x8010;
    private static final long FRAME_BASE = 0x9000;

    private final ChangedMemory memory = ChangedMemory.empty().longs(0x1000, 0x8877_6655_4433_22f1L, 0x2000);
    private OptionalLong cfa = OptionalLong.of(CFA);

    private static DwarfCursor cursor(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return new DwarfCursor(new DwarfSection("expression", "test", MemorySegment.ofArray(all), null), 0, all.length);
    }

    /** At 13 {@code signed char}, after it {@code unsigned int} and {@code float}. */
    private static DwarfUnit unit() throws MalformedFileException {
        Map<String, byte[]> sections = new HashMap<>(new DwarfBuilder(5, false)
                .unit(type(1, 6), type(4, 7), type(4, 4))
                .sections());
        byte[] addresses = new byte[16];
        addresses[9] = 0x30;
        sections.put(".debug_addr", addresses);
        byte[] file = new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(sections)
                .file();
        return DwarfUnits.of(DwarfSections.of(ElfFile.open(TestSource.of(file))).orElseThrow())
                .get(0);
    }

    /** A base type: its code, its size, its encoding; three bytes. */
    private static Entry type(int size, int encoding) {
        return Entry.of(0x24)
                .attribute(0x0b, 0x0b, new byte[] {(byte) size})
                .attribute(0x3e, 0x0b, new byte[] {(byte) encoding});
    }

    private DwarfExpressionEvaluator evaluator() throws MalformedFileException {
        FrameState frame = new FrameState(
                0x400, Registers.of(Map.of(0, 0x1000L, 5, 0x55L, 33, 0x33L)), cfa, memory.identity(), Optional::empty);
        return new DwarfExpressionEvaluator(unit(), frame, new DwarfExpressionEvaluator.Surroundings() {
            @Override
            public long frameBase() {
                return FRAME_BASE;
            }

            @Override
            public long atEntry(DwarfCursor expression) throws MalformedFileException {
                return 0xe000L + expression.u8();
            }
        });
    }

    private VariableValue location(int... bytes) throws Exception {
        return evaluator().location(cursor(bytes));
    }

    private long value(int... bytes) throws Exception {
        return evaluator().value(cursor(bytes));
    }

    /** The address that an expression leads to. */
    private long address(int... bytes) throws Exception {
        return ((VariableValue.Memory) location(bytes)).address();
    }

    private byte[] content(int... bytes) throws Exception {
        return ((VariableValue.Content) location(bytes)).bytes().bytes().orElseThrow();
    }

    /** lit, const1u to const8u, constu, consts. */
    @Test
    void constantsHaveTheirWidthAndSign() throws Exception {
        assertThat(value(0x30)).isZero();
        assertThat(value(0x4f)).isEqualTo(31);
        assertThat(value(0x08, 0xfe)).isEqualTo(0xfe);
        assertThat(value(0x09, 0xfe)).isEqualTo(-2);
        assertThat(value(0x0a, 0xfe, 0xff)).isEqualTo(0xfffe);
        assertThat(value(0x0b, 0xfe, 0xff)).isEqualTo(-2);
        assertThat(value(0x0c, 0xfe, 0xff, 0xff, 0xff)).isEqualTo(0xffff_fffeL);
        assertThat(value(0x0d, 0xfe, 0xff, 0xff, 0xff)).isEqualTo(-2);
        assertThat(value(0x0e, 1, 0, 0, 0, 0, 0, 0, 0x80)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(value(0x0f, 1, 0, 0, 0, 0, 0, 0, 0x80)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(value(0x10, 0x80, 1)).isEqualTo(128);
        assertThat(value(0x11, 0x7f)).isEqualTo(-1);
    }

    /** addr, breg, bregx, fbreg, call_frame_cfa, addrx. */
    @Test
    void addressesCountFromRegistersAndFrames() throws Exception {
        assertThat(address(0x03, 0x78, 0x56, 0, 0, 0, 0, 0, 0)).isEqualTo(0x5678);
        assertThat(address(0x75, 0x7f)).isEqualTo(0x54);
        assertThat(address(0x92, 33, 2)).isEqualTo(0x35);
        assertThat(address(0x91, 0x70)).isEqualTo(FRAME_BASE - 16);
        assertThat(address(0x9c)).isEqualTo(CFA);
        assertThat(address(0xa1, 1)).isEqualTo(0x3000);
        assertThat(address(0x96, 0x35)).as("nop").isEqualTo(5);
    }

    /** reg, regx, stack_value, implicit_value. */
    @Test
    void aThingMayBeInARegisterOrComputed() throws Exception {
        assertThat(content(0x55)).containsExactly(0x55, 0, 0, 0, 0, 0, 0, 0);
        assertThat(content(0x90, 33)).containsExactly(0x33, 0, 0, 0, 0, 0, 0, 0);
        assertThat(content(0x35, 0x9f)).containsExactly(5, 0, 0, 0, 0, 0, 0, 0);
        assertThat(content(0x9e, 3, 7, 8, 9)).containsExactly(7, 8, 9);
        assertThat(value(0x55)).isEqualTo(0x55);
    }

    @Test
    void anEmptyExpressionIsOptimizedOut() throws Exception {
        assertThat(location()).isEqualTo(VariableValue.optimizedOut());
        assertThat(location(0x96)).isEqualTo(VariableValue.optimizedOut());
    }

    /** deref, deref_size. */
    @Test
    void memoryIsReadInItsSize() throws Exception {
        assertThat(value(0x70, 8, 0x06)).isEqualTo(0x2000);
        assertThat(value(0x70, 0, 0x94, 1)).isEqualTo(0xf1);
        assertThat(value(0x70, 0, 0x94, 4)).isEqualTo(0x4433_22f1L);
        assertThat(value(0x70, 0, 0x94, 8)).isEqualTo(0x8877_6655_4433_22f1L);
        for (int size : new int[] {0, 9}) {
            assertThatThrownBy(() -> value(0x70, 0, 0x94, size))
                    .isInstanceOf(UnknownLocationException.class)
                    .hasMessage("its location is a broken expression");
        }
        assertThatThrownBy(() -> value(0x0a, 0x00, 0x70, 0x06))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("not in dump");
    }

    /** dup, drop, over, pick, swap, rot. */
    @Test
    void valuesAreMovedAbout() throws Exception {
        assertThat(value(0x33, 0x12, 0x22)).isEqualTo(6);
        assertThat(value(0x33, 0x34, 0x13)).isEqualTo(3);
        assertThat(value(0x33, 0x34, 0x14)).isEqualTo(3);
        assertThat(value(0x33, 0x34, 0x35, 0x15, 2)).isEqualTo(3);
        assertThat(value(0x33, 0x34, 0x16)).isEqualTo(3);
        assertThat(value(0x33, 0x34, 0x35, 0x17)).isEqualTo(4);
        assertThat(value(0x39, 0x33, 0x1c)).as("arithmetic").isEqualTo(6);
        assertThat(value(0x33, 0x39, 0x2d)).as("comparison").isEqualTo(1);
    }

    /** skip, bra: distances count from after the instruction. */
    @Test
    void jumpsGoOnElsewhere() throws Exception {
        assertThat(value(0x31, 0x2f, 1, 0, 0x32, 0x33)).isEqualTo(3);
        assertThat(value(0x31, 0x31, 0x28, 1, 0, 0x32)).isEqualTo(1);
        assertThat(value(0x31, 0x30, 0x28, 1, 0, 0x32)).isEqualTo(2);
        // counts from 5 down to 0: dup, bra −? over lit1 minus
        assertThat(value(0x35, 0x31, 0x1c, 0x12, 0x28, 0xfa, 0xff)).isZero();
        assertThatThrownBy(() -> value(0x2f, 9, 0)).isInstanceOf(MalformedFileException.class);
        assertThatThrownBy(() -> value(0x2f, 0xf0, 0xff)).isInstanceOf(MalformedFileException.class);
    }

    @Test
    void anExpressionThatJumpsForeverIsStopped() {
        assertThatThrownBy(() -> value(0x2f, 0xfd, 0xff))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its location is an endless expression");
    }

    /** Of two registers and two bytes in memory. */
    @Test
    void piecesArePutTogether() throws Exception {
        assertThat(content(0x55, 0x93, 1, 0x70, 1, 0x93, 2, 0x90, 33, 0x93, 1)).containsExactly(0x55, 0x22, 0x33, 0x33);
        VariableValue partly = location(0x55, 0x93, 4, 0x93, 4);
        assertThat(((VariableValue.Content) partly).bytes().why()).isEqualTo("partly optimized out");
    }

    @Test
    void whatTheFunctionWasEnteredWithIsAskedFor() throws Exception {
        assertThat(value(0xa3, 1, 0x55, 0x31, 0x22)).isEqualTo(0xe056);
        assertThat(value(0xf3, 1, 0x50)).isEqualTo(0xe050);
    }

    /** const_type, regval_type, deref_type, convert: of a signed byte at 13 and an unsigned int at 16. */
    @Test
    void valuesMayHaveTypesOfTheUnit() throws Exception {
        assertThat(value(0xa4, 13, 1, 0xfe)).isEqualTo(-2);
        assertThat(value(0xa5, 0, 16)).isEqualTo(0x1000);
        assertThat(value(0x70, 0, 0xa6, 1, 13)).isEqualTo((byte) 0xf1);
        assertThat(value(0x0b, 0xfe, 0xff, 0xa8, 16)).isEqualTo(0xffff_fffeL);
        assertThat(value(0x0b, 0xfe, 0xff, 0xa8, 0)).as("the generic type").isEqualTo(-2);
    }

    @ParameterizedTest
    @CsvSource({"19", "12", "120"})
    void aTypeThatIsNoIntegerIsTold(int offset) {
        assertThatThrownBy(() -> value(0x31, 0xa8, offset))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its location needs a type that is not an integer");
    }

    @Test
    void whatIsNotKnownIsTold() {
        cfa = OptionalLong.empty();

        assertThatThrownBy(() -> value(0x9c))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its frame's address is unknown");
        assertThatThrownBy(() -> value(0x51)).hasMessage("not saved");
        assertThatThrownBy(() -> value(0x71, 0)).hasMessage("not saved");
        assertThatThrownBy(() -> value(0x90, 0xff, 0xff, 0xff, 0xff, 0x7f)).hasMessage("not saved");
        assertThatThrownBy(() -> value(0xa0, 0, 0, 0, 0, 0)).hasMessage("synthetic pointer");
        assertThatThrownBy(() -> value(0xf2, 0, 0, 0, 0, 0)).hasMessage("synthetic pointer");
    }

    /** call2, form_tls_address of DWARF 3, a user's. */
    @ParameterizedTest
    @CsvSource({"0x98", "0x9b", "0xe0", "0x18", "0x02"})
    void otherOperationsAreNamed(String operation) {
        assertThatThrownBy(() -> value(0x31, Integer.decode(operation), 0, 0))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("its location needs DW_OP " + operation.replace("0x0", "0x"));
    }
}
