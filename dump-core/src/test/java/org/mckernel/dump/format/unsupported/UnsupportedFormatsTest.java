package org.mckernel.dump.format.unsupported;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class UnsupportedFormatsTest {
    private static String name(TestSource source) {
        return UnsupportedFormats.of(source).map(Recognition::name).orElse("nobody knows");
    }

    private static TestSource elf(int length, int elfClass, int order, int type) {
        byte[] header = StructBuilder.littleEndian()
                .u8(0x7f)
                .text("ELF")
                .u8(elfClass, order, 1)
                .at(16)
                .u16(type)
                .at(64)
                .toBytes();
        return TestSource.ofSize(length).with(0, Arrays.copyOf(header, Math.min(length, 64)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|ELF object or kernel module, not a dump|give a vmcore or an mckdump here",
                "2|ELF program or kernel image, not a dump|give a vmcore or an mckdump here",
                "3|ELF program or kernel image, not a dump|give a vmcore or an mckdump here",
                "4|ELF core without program headers, as of a Xen guest"
                        + "|take an ELF or kdump-compressed vmcore (makedumpfile) instead",
                "5|ELF file of type 5, not a dump|give a vmcore or an mckdump here",
                "65535|ELF file of type 65535, not a dump|give a vmcore or an mckdump here"
            })
    void namesElfFilesByType(int type, String name, String advice) {
        assertThat(UnsupportedFormats.of(elf(64, 2, 1, type))).contains(new Recognition(name, advice));
    }

    @Test
    void namesForeignAndDamagedElfFiles() {
        assertThat(name(elf(64, 1, 1, 4))).isEqualTo("32-bit ELF file");
        assertThat(name(elf(64, 2, 2, 4))).isEqualTo("big-endian ELF file");
        assertThat(name(elf(64, 3, 1, 4))).isEqualTo("ELF file of unknown class 3 or byte order 1");
        assertThat(name(elf(64, 2, 0, 4))).isEqualTo("ELF file of unknown class 2 or byte order 0");
        assertThat(name(elf(63, 2, 1, 4))).isEqualTo("ELF file of 63 bytes, not even a header");
        assertThat(name(elf(4, 2, 1, 4))).isEqualTo("ELF file of 4 bytes, not even a header");
    }

    @Test
    void namesFilesOfZeros() {
        assertThat(name(TestSource.ofSize(1))).isEqualTo("file of 1 zero bytes");
        assertThat(name(TestSource.ofSize(1 << 20))).isEqualTo("file of 1048576 zero bytes");
        assertThat(name(TestSource.ofSize((1 << 20) + 1))).isEqualTo("file that begins with 1048576 zero bytes");
        assertThat(UnsupportedFormats.of(TestSource.ofSize(5)).orElseThrow().advice())
                .isEqualTo("the dump was never written or its start is lost (disk full, crash): take another copy");
        assertThat(name(TestSource.ofSize(5).with(4, (byte) 1))).isEqualTo("nobody knows");
    }

    @Test
    void namesText() {
        assertThat(name(TestSource.of("a\tb\f\r\n\u001b[0mé".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("text file");
        assertThat(name(TestSource.of((byte) 'a', (byte) 0))).isEqualTo("nobody knows");
        assertThat(name(TestSource.of((byte) 'a', (byte) 0x1f))).isEqualTo("nobody knows");
        assertThat(name(TestSource.of((byte) ' '))).isEqualTo("text file");
        byte[] late = "x".repeat(4097).getBytes(StandardCharsets.UTF_8);
        late[4096] = 0;
        assertThat(name(TestSource.of(late))).as("after the sample").isEqualTo("text file");
        late[4095] = 0;
        assertThat(name(TestSource.of(late))).as("in the sample").isEqualTo("nobody knows");
    }

    @Test
    void knowsNothingOfBytesThatWereNeverStored() {
        assertThat(name(TestSource.ofSize(100).without(0, 100))).isEqualTo("nobody knows");
    }

    /** Magic numbers as file(1) lists them. */
    @ParameterizedTest
    @CsvSource({
        "0, 1f8b08, gzip-compressed file",
        "0, fd377a585a00, xz-compressed file",
        "0, 28b52ffd, zstd-compressed file",
        "0, 425a6839, bzip2-compressed file",
        "0, 04224d18, lz4-compressed file",
        "0, 894c5a4f000d0a1a0a, lzop-compressed file",
        "0, 504b0304, zip archive",
        "0, 377abcaf271c, 7z archive",
        "257, 7573746172, tar archive",
        "514, 48647253, Linux kernel image",
        "56, 41524d64, Linux kernel image",
        "0, 51464945, nobody knows",
        "0, 514649fb, qcow2 disk image (of a guest's snapshot?)",
        "0, 5041474544553634, Windows crash dump",
        "0, 5041474544554d50, 32-bit Windows crash dump"
    })
    void namesFilesByTheirSignature(int offset, String hex, String name) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        TestSource source = TestSource.ofSize(1000).with(999, (byte) 1).with(offset, bytes);
        assertThat(name(source)).isEqualTo(name);
    }

    @Test
    void takesNoPartOfASignatureForOne() {
        Signature signature = new Signature(2, "0102", new Recognition("x", "y"));

        assertThat(signature.matches(TestSource.of((byte) 0, (byte) 0, (byte) 1, (byte) 2)))
                .isTrue();
        assertThat(signature.matches(TestSource.of((byte) 0, (byte) 0, (byte) 1)))
                .isFalse();
        assertThat(signature.matches(TestSource.of((byte) 0, (byte) 0, (byte) 1, (byte) 3)))
                .isFalse();
        assertThat(signature.matches(TestSource.ofSize(10).without(3, 1))).isFalse();
    }
}
