package org.mckernel.dump.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recognition of auxiliary vectors. */
class AuxiliaryVectorTest {
    private static MemorySegment words(String numbers) {
        List<String> all = List.of(numbers.strip().split("\\s+", -1));
        ByteBuffer bytes = ByteBuffer.allocate(8 * all.size()).order(ByteOrder.LITTLE_ENDIAN);
        all.forEach(n -> bytes.putLong(Long.decode(n)));
        return MemorySegment.ofArray(bytes.array());
    }

    @Test
    void readsPairsUpToTerminator() {
        AuxiliaryVector vector = AuxiliaryVector.parse(
                        words("3 0x400040  6 4096  9 0x401234  25 7  0 0  5 5"), 0, "here")
                .orElseThrow();

        assertThat(vector.entries()).hasSize(4).contains(new AuxiliaryVector.Entry(25, 7));
        assertThat(vector.entryPoint()).hasValue(0x40_1234);
        assertThat(vector.source()).isEqualTo("here");
    }

    /** Too short, without terminator, without mandatory entries, with unknown types, with a page size of 4095 bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0",
                "3 1 6 4096 9 2 25 7",
                "3 1 6 4096 9 2 0 0",
                "3 1 6 4096 11 2 25 7 0 0",
                "3 1 6 4096 9 2 99 7 0 0",
                "3 1 6 4096 9 2 -1 7 0 0",
                "3 1 6 4095 9 2 25 7 0 0",
                "3"
            })
    void rejectsOtherWords(String numbers) {
        assertThat(AuxiliaryVector.parse(words(numbers), 0, "here")).isEmpty();
    }
}
