package org.mckernel.dump.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionFormatTest {
    private static BufferedInputStream stream(String hex) {
        return new BufferedInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, gzip",
        "1f8b08, gzip",
        "1f8b, ",
        "1f8b00000000, ",
        "fd377a585a00, xz",
        "fd377a585a, ",
        "425a6839, bzip2",
        "425a, ",
        "28b52ffd00, zstd",
        "28b52f, ",
        "4b44554d50202020, ",
        "'', "
    })
    void isKnownByTheFirstBytes(String hex, String label) throws IOException {
        assertThat(CompressionFormat.of(stream(hex)).map(CompressionFormat::label))
                .isEqualTo(Optional.ofNullable(label));
    }

    @Test
    void leavesTheStreamAtItsBeginning() throws IOException {
        BufferedInputStream stream = stream("1f8b080011223344");
        CompressionFormat.of(stream);
        assertThat(stream.readAllBytes()).hasSize(8).startsWith(0x1f, 0x8b, 8);
    }
}
