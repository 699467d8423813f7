package org.mckernel.dump.dwarf.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.kernel.ChangedMemory;

/** What is partly in memory, partly in registers, partly nowhere. */
class LocationPiecesTest {
    private final ChangedMemory memory = ChangedMemory.empty().longs(0x1000, 0x0807_0605_0403_0201L);
    private final LocationPieces pieces = new LocationPieces(memory.identity());

    private static VariableValue content(long value) {
        return new VariableValue.Content(ReadResult.of(LocationPieces.bytes(value, 8)));
    }

    private ReadResult assembled() {
        return ((VariableValue.Content) pieces.assembled()).bytes();
    }

    @Test
    void piecesFollowOneAnother() throws Exception {
        assertThat(pieces.isEmpty()).isTrue();
        pieces.add(new VariableValue.Memory(0x1002), 2);
        pieces.add(content(0xbbaa), 2);
        pieces.add(content(0x7f), 0);

        assertThat(pieces.isEmpty()).isFalse();
        assertThat(assembled().bytes().orElseThrow()).containsExactly(3, 4, (byte) 0xaa, (byte) 0xbb);
    }

    @Test
    void aPieceThatIsNotKeptMakesTheWholeUnknown() throws Exception {
        pieces.add(VariableValue.optimizedOut(), 4);
        assertThat(assembled().bytes()).isEmpty();
        assertThat(assembled().why()).isEqualTo("optimized out");
        pieces.add(content(1), 4);
        assertThat(assembled().why()).isEqualTo("partly optimized out");
    }

    @Test
    void aPieceThatIsAbsentMakesTheWholeUnknown() throws Exception {
        pieces.add(content(1), 4);
        pieces.add(new VariableValue.Memory(0x2000), 4);
        pieces.add(VariableValue.optimizedOut(), 4);

        assertThat(assembled().bytes()).isEmpty();
        assertThat(assembled().why()).isEqualTo("partly not in dump");
    }

    @Test
    void aPieceShorterThanSaidIsNotKept() throws Exception {
        pieces.add(content(1), 9);

        assertThat(assembled().why()).isEqualTo("partly optimized out");
    }

    @Test
    void piecesTogetherHaveABound() throws Exception {
        pieces.add(content(1), 8);

        assertThatThrownBy(() -> pieces.add(content(1), (1 << 16) - 7))
                .isInstanceOf(UnknownLocationException.class)
                .hasMessage("too large for its location's pieces");
        assertThatThrownBy(() -> pieces.add(content(1), -1)).hasMessage("too large for its location's pieces");
        pieces.add(content(1), (1 << 16) - 8);
    }

    @Test
    void aNumbersBytesComeFromTheLeastSignificant() {
        assertThat(LocationPieces.bytes(0x8877_6655_4433_2211L, 8))
                .containsExactly(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
        assertThat(LocationPieces.bytes(0x1234, 1)).containsExactly(0x34);
        assertThat(LocationPieces.bytes(-1, 0)).isEmpty();
    }

    @Test
    void aBlockIsTheNextBytes() throws Exception {
        DwarfSection section = new DwarfSection("test", "test", MemorySegment.ofArray(new byte[] {1, 2, 3}), null);
        DwarfCursor cursor = new DwarfCursor(section, 0, 3);

        assertThat(LocationPieces.block(cursor, 2)).containsExactly(1, 2);
        assertThat(cursor.position()).isEqualTo(2);
        assertThatThrownBy(() -> LocationPieces.block(cursor, 2)).hasMessageContaining("field of 2 bytes");
    }
}
