package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class CompressedSectionTest {
    private static final int PLACE = 5;
    private static final byte[] TEXT = "debug ".repeat(500).getBytes(StandardCharsets.UTF_8);
    private static final byte[] STREAM = deflated(TEXT);

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(stream)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return stream.toByteArray();
    }

    /** {@code Elf64_Chdr} and the stream. */
    private static byte[] flagged(int type, long size, byte... stream) {
        return StructBuilder.littleEndian()
                .u32(type, 0)
                .u64(size, 1)
                .bytes(stream)
                .toBytes();
    }

    private static byte[] named(long size, byte... stream) {
        return StructBuilder.bigEndian().text("ZLIB").u64(size).bytes(stream).toBytes();
    }

    private static ElfSection section(String name, int size) {
        return new ElfSection(1, name, 1, ElfSection.COMPRESSED, 0, PLACE, size, 0, 0, 1, 0);
    }

    private static MemorySegment unpack(byte... content) throws MalformedFileException {
        TestSource source = TestSource.ofSize(PLACE + content.length + 3L).with(PLACE, content);
        return CompressedSection.decompress(source, section(".debug_info", content.length));
    }

    private static MemorySegment unpackOld(byte... content) throws MalformedFileException {
        TestSource source = TestSource.ofSize(PLACE + content.length + 3L).with(PLACE, content);
        return CompressedSection.decompressZdebug(source, section(".zdebug_info", content.length));
    }

    @Test
    void unpacksBothForms() throws MalformedFileException {
        MemorySegment bytes = unpack(flagged(1, TEXT.length, STREAM));

        assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(TEXT);
        assertThat(bytes.isReadOnly()).isTrue();
        assertThat(unpackOld(named(TEXT.length, STREAM)).toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(TEXT);
    }

    @Test
    void unpacksToNothing() throws MalformedFileException {
        assertThat(unpack(flagged(1, 0)).byteSize()).isZero();
        assertThat(unpackOld(named(0)).byteSize()).isZero();
    }

    @Test
    void advisesObjcopyForZstd() {
        assertThatThrownBy(() -> unpack(flagged(2, 10, STREAM)))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED))
                .hasMessageStartingWith("section .debug_info is compressed with zstd; ")
                .hasMessageEndingWith(" objcopy --decompress-debug-sections IMAGE");
    }

    @Test
    void refusesAnUnknownTypeAndAShortHeader() {
        assertThatThrownBy(() -> unpack(flagged(3, 10, STREAM)))
                .hasMessage("compression type of section .debug_info at offset 5: expected 1 (zlib), found 3");
        assertThatThrownBy(() -> unpack(Arrays.copyOf(flagged(1, 10), 23)))
                .hasMessage(
                        "compressed section .debug_info at offset 5: expected a header of 24 bytes, found 23 bytes");
        assertThatThrownBy(() -> unpackOld(Arrays.copyOf(named(10), 11)))
                .hasMessage(
                        "compressed section .zdebug_info at offset 5: expected ZLIB and a size, found something else");
        byte[] other = named(TEXT.length, STREAM);
        other[3] = 'b';
        assertThatThrownBy(() -> unpackOld(other))
                .hasMessage(
                        "compressed section .zdebug_info at offset 5: expected ZLIB and a size, found something else");
    }

    /** Deflate makes at most 1032 bytes of one. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, (1L << 30) + 1, Long.MAX_VALUE, 11 * 1032})
    void believesNoSizeThatTheStreamCannotHold(long size) {
        String claimed = Long.toUnsignedString(size);

        assertThatThrownBy(() -> unpack(flagged(1, size, new byte[10])))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("size of section .debug_info at offset 5: expected what 10 ")
                .hasMessageEndingWith("bytes can hold, at most 2^30, found " + claimed);
        assertThatThrownBy(() -> unpackOld(named(size, new byte[10])))
                .hasMessageContaining("size of section .zdebug_info at offset 5: expected what 10 ")
                .hasMessageEndingWith("bytes can hold, at most 2^30, found " + claimed);
    }

    @Test
    void unpacksTheBestThatDeflateCanDo() throws MalformedFileException {
        byte[] zeros = new byte[1 << 20];

        MemorySegment bytes = unpack(flagged(1, zeros.length, deflated(zeros)));

        assertThat(bytes.mismatch(MemorySegment.ofArray(zeros))).isEqualTo(-1);
    }

    @Test
    void refusesAStreamThatIsDamagedOrShorterThanItSays() {
        assertThatThrownBy(() -> unpack(flagged(1, 100, new byte[50])))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("section .debug_info at offset 5: expected a zlib stream, found ");
        assertThatThrownBy(() -> unpack(flagged(1, TEXT.length + 1, STREAM)))
                .hasMessageMatching("section .debug_info at offset 5: expected 3001 \\w+ bytes, found 3000 bytes");
        assertThatThrownBy(() -> unpack(flagged(1, TEXT.length, Arrays.copyOf(STREAM, 3))))
                .hasMessageMatching("section .debug_info at offset 5: expected 3000 \\w+ bytes, found 0 bytes");
    }
}
