package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ReadResultTest {
    private static long number(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        return ReadResult.of(raw).number();
    }

    @Test
    void readsAnUnsignedLittleEndianNumberOfAtMost8Bytes() {
        assertThat(number()).isZero();
        assertThat(number(0xff)).isEqualTo(255);
        assertThat(number(1, 0x82)).isEqualTo(0x8201);
        assertThat(number(1, 2, 3, 4, 5, 6, 7, 0x88)).isEqualTo(0x8807_0605_0403_0201L);
        assertThat(number(1, 2, 3, 4, 5, 6, 7, 8, 9)).isEqualTo(0x0807_0605_0403_0201L);
    }

    @Test
    void hasNoNumberWithoutBytes() {
        ReadResult absent = ReadResult.absent("excluded");

        assertThat(absent.why()).isEqualTo("excluded");
        assertThatThrownBy(absent::number).isInstanceOf(NoSuchElementException.class);
    }
}
