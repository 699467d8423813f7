package org.mckernel.dump.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.testdumps.fault.Faults;

/** Damaged files are refused with one line, whatever they say. */
class ElfFileDamageTest {
    @TempDir
    Path dir;

    @Test
    void survivesAnyNumberInAnyField() throws IOException {
        Path path = new TinyElf(ElfHeader.EXECUTABLE, 62)
                .symbols(new byte[48])
                .section(".strtab", 3, 0, 0, (byte) 0, (byte) 'a')
                .write(dir.resolve("image"));
        long size = Files.size(path);
        int refused = 0;
        for (long offset = 16; offset + 8 <= size; offset += 2) {
            for (long number : Faults.hostileNumbers()) {
                Path copy = Faults.inCopy(path, dir.resolve("copy"))
                        .u64(offset, number)
                        .path();
                refused += touchAll(copy) ? 0 : 1;
            }
        }
        assertThat(refused).isPositive();
    }

    /** False when the file was refused; any other exception is a failure of the test. */
    private static boolean touchAll(Path path) throws IOException {
        try (MappedFile file = MappedFile.open(path)) {
            ElfFile elf = ElfFile.open(file);
            for (int i = 0; i < Math.min(elf.segmentCount(), 1000); i++) {
                elf.notes(elf.segment(i));
            }
            elf.buildId();
            if (elf.symbols().isPresent()) {
                assertThat(elf.symbols().get().stream().limit(1000))
                        .isNotNull()
                        .allSatisfy(s -> assertThat(s.name()).isNotNull());
            }
            for (ElfSection section : elf.sections()) {
                elf.notes(section);
                elf.data(section);
            }
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
            return false;
        }
    }
}
