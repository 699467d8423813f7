package org.mckernel.dump.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedFileExceptionTest {
    private final ByteSource source = TestSource.ofSize(100);

    @Test
    void namesFieldPlaceExpectationAndValue() {
        MalformedFileException e = MalformedFileException.at(source, 16, "block size", "4096 or 65536", "17");

        assertThat(e).hasMessage("block size at offset 16: expected 4096 or 65536, found 17");
        assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.CORRUPT);
        assertThat(e.file()).isEqualTo("test.bin");
    }

    @ParameterizedTest
    @CsvSource({
        "90, 11, 101",
        "200, 0, 200",
        "1, 9223372036854775806, 9223372036854775807",
        "2, 9223372036854775806, beyond 2^63",
        "9223372036854775807, 0, 9223372036854775807",
        "9223372036854775807, 1, beyond 2^63"
    })
    void saysHowFarATruncatedFileShouldReach(long offset, long length, String end) {
        MalformedFileException e = MalformedFileException.truncated(source, "the table", offset, length);

        assertThat(e)
                .hasMessage("truncated: the table needs offset %d to %s, the file ends at 100".formatted(offset, end));
        assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED);
        assertThat(e.file()).isEqualTo("test.bin");
    }

    @Test
    void advisesWhatToDoWithAnUnsupportedFile() {
        MalformedFileException e = MalformedFileException.unsupported(source, "32-bit ELF file", "give another");

        assertThat(e).hasMessage("32-bit ELF file; give another");
        assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
        assertThat(e.file()).isEqualTo("test.bin");
    }
}
