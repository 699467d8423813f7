package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BtfWriterTest {
    @Test
    void headerTypesAndStrings() {
        BtfWriter writer = new BtfWriter();
        int number = writer.integer("u32", 4);
        int pair = writer.struct(
                "pair", 12, new BtfWriter.Member("left", number, 0), new BtfWriter.Member("right", number, 8));
        ByteBuffer blob = ByteBuffer.wrap(writer.bytes()).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(pair).isEqualTo(2);
        assertThat(blob.getShort(0) & 0xffff).isEqualTo(0xeb9f);
        assertThat(blob.get(2)).isEqualTo((byte) 1);
        assertThat(blob.getInt(4)).isEqualTo(24);
        // An int is 12 + 4 bytes; a structure 12 + 12 a member.
        assertThat(blob.getInt(12)).isEqualTo(16 + 36);
        assertThat(blob.getInt(16)).isEqualTo(16 + 36);
        int second = 24 + 16;
        assertThat(blob.getInt(second + 4)).isEqualTo(4 << 24 | 2);
        assertThat(blob.getInt(second + 8)).isEqualTo(12);
        assertThat(blob.getInt(second + 12 + 12 + 8)).isEqualTo(64);
        byte[] strings = new byte[blob.getInt(20)];
        blob.get(24 + 52, strings);
        assertThat(new String(strings, US_ASCII)).isEqualTo("\0u32\0left\0right\0pair\0");
    }

    @Test
    void otherKindsHaveTheirExtraWords() {
        int length = ByteBuffer.wrap(new BtfWriter().everyOtherKind().bytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(12);
        // 13 types of 12 bytes; int 1, prototype 2 x 2, variable 1, data section 3, tag 1, enum64 3 words more.
        assertThat(length).isEqualTo(13 * 12 + 4 * (1 + 4 + 1 + 3 + 1 + 3));
    }
}
