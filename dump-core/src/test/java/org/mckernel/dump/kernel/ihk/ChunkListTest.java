package org.mckernel.dump.kernel.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkListTest {
    @Test
    void rangesStayInTheirOrderHoweverMany() {
        ChunkList.Builder builder = new ChunkList.Builder();
        for (int i = 0; i < 200; i++) {
            builder.add(0x10_0000L - i * 0x1000L, 0x100L + i);
        }
        ChunkList chunks = builder.build();

        assertThat(chunks.count()).isEqualTo(200);
        assertThat(chunks.address(0)).isEqualTo(0x10_0000);
        assertThat(chunks.size(0)).isEqualTo(0x100);
        assertThat(chunks.address(199)).isEqualTo(0x10_0000 - 199 * 0x1000);
        assertThat(chunks.size(199)).isEqualTo(0x100 + 199);
        assertThat(chunks.totalBytes()).isEqualTo(200 * 0x100 + 199 * 100);
    }

    @ParameterizedTest
    @CsvSource({"0xfff, false", "0x1000, true", "0x1fff, true", "0x2000, false", "0x4000, true", "-1, false"})
    void anAddressIsInOneOfThem(String address, boolean expected) {
        ChunkList chunks =
                new ChunkList.Builder().add(0x4000, 1).add(0x1000, 0x1000).build();

        assertThat(chunks.contains(Long.decode(address))).isEqualTo(expected);
        assertThat(new ChunkList.Builder().build().contains(Long.decode(address)))
                .isFalse();
    }
}
