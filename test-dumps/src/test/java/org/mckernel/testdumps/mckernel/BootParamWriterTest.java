package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BootParamWriterTest {
    @Test
    void x86MembersAreWhereTheyWereMeasured() {
        ByteBuffer param = param(BootParamLayout.X86_64);

        assertThat(param.getLong(0)).isEqualTo(0x400000);
        assertThat(param.getLong(8)).isEqualTo(0xa00000);
        assertThat(param.getLong(16)).isEqualTo(3);
        assertThat(param.getLong(40)).isEqualTo(0x7000);
        assertThat(param.getLong(48)).isEqualTo(0x3000);
        assertThat(param.getLong(128)).isEqualTo(0x5000);
        assertThat(param.getLong(136)).isEqualTo(0xffff888000000000L);
        assertThat(text(param, 6348, 7)).isEqualTo("hidos=1");
        assertThat(param.getInt(6608)).isEqualTo(1);
        assertThat(param.getInt(6612)).isEqualTo(2);
        assertThat(param.getInt(6616)).isEqualTo(2);
        assertThat(param.getInt(6624)).isEqualTo(24);
        assertThat(param.getInt(6632 + 4)).isEqualTo(1);
        assertThat(param.getLong(6632 + 16)).isEqualTo(0x9000);
        // One CPU of 16 bytes and two nodes of 8 come before the chunks.
        assertThat(param.getLong(7616 + 16 + 16)).isEqualTo(0x400000);
        assertThat(param.getLong(7616 + 16 + 16 + 8)).isEqualTo(0x800000);
        assertThat(param.getInt(7616 + 16 + 16 + 24 + 16)).isEqualTo(1);
        assertThat(param.capacity()).isEqualTo(7616 + 16 + 16 + 48 + 16);
    }

    @Test
    void arm64HasItsPageSetElsewhere() {
        ByteBuffer param = param(BootParamLayout.AARCH64);

        assertThat(param.getLong(136)).isZero();
        assertThat(text(param, 6340, 7)).isEqualTo("hidos=1");
        assertThat(param.getInt(6608)).isEqualTo(2);
        assertThat(param.getInt(6616)).isEqualTo(24);
        assertThat(param.getLong(6624 + 16)).isEqualTo(0x9000);
        assertThat(param.getLong(6656 + 16 + 16)).isEqualTo(0x400000);
    }

    private static ByteBuffer param(BootParamLayout layout) {
        byte[] bytes = new BootParamWriter(layout)
                .cpu(0, 8, 1, 0)
                .nodes(2)
                .chunk(0x400000, 0x400000, 0)
                .chunk(0x900000, 0x100000, 1)
                .messageBuffer(0x7000, 0x3000)
                .linux(0x5000, 0xffff888000000000L)
                .arguments("hidos=1")
                .pageSet(new PageSetWriter(4096).map(0x400000, 0x400000), 0x9000)
                .bytes();
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer bytes, int at, int length) {
        byte[] text = new byte[length];
        bytes.get(at, text);
        return new String(text, US_ASCII);
    }
}
