package org.mckernel.dump.format.unsupported;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.TestSource;

class SignaturesTest {
    @Test
    void nameAndAdviseInOneLineEach() {
        assertThat(Signatures.ALL).isNotEmpty().allSatisfy(s -> {
            assertThat(s.hex()).matches("([0-9a-f]{2}){2,}");
            assertThat(s.offset()).isBetween(0L, 4096L);
            assertThat(s.meaning().name()).isNotBlank().doesNotContain("\n");
            assertThat(s.meaning().advice()).isNotBlank().doesNotContain("\n");
        });
    }

    /** A table asked in order: no entry may hide one after it. */
    @Test
    void areEachFoundByTheirOwnBytes() {
        for (Signature signature : Signatures.ALL) {
            TestSource source = TestSource.ofSize(8192)
                    .with(8191, (byte) 1)
                    .with(signature.offset(), HexFormat.of().parseHex(signature.hex()));
            assertThat(UnsupportedFormats.of(source)).contains(signature.meaning());
        }
    }

    @Test
    void sayWhatIsReadCompressedAndWhatIsNot() {
        assertThat(Signatures.ALL)
                .filteredOn(s -> s.meaning().name().equals("xz-compressed file"))
                .singleElement()
                .satisfies(s -> assertThat(s.meaning().advice())
                        .startsWith("vmcore2mckdump and eclair read it ")
                        .endsWith(": unxz -k FILE"));
        assertThat(Signatures.ALL)
                .filteredOn(s -> s.meaning().name().equals("lz4-compressed file"))
                .extracting(s -> s.meaning().advice())
                .containsExactly("decompress first: unlz4 FILE");
        assertThat(Signatures.ALL)
                .filteredOn(s -> s.meaning().name().equals("zip archive"))
                .singleElement()
                .satisfies(s -> assertThat(s.meaning().advice()).endsWith(" it first: unzip FILE"));
    }
}
