package org.mckernel.dump.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.kdump.KdumpFormat;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.testdumps.fault.Faults;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.flattened.FlattenedWriter;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;

class FlattenedSourceTest {
    @TempDir
    Path dir;

    private Path plain;
    private Path flat;
    private byte[] content;

    @BeforeEach
    void write() throws IOException {
        plain = dir.resolve("plain");
        flat = dir.resolve("flat");
        content = new byte[50_000];
        new Random(5).nextBytes(content);
        Arrays.fill(content, 8000, 21_000, (byte) 0);
        Files.write(plain, content);
    }

    private void assertSame(FlattenedSource source) throws MalformedFileException {
        assertThat(source.warnings()).isEmpty();
        assertThat(source.size()).isEqualTo(content.length);
        assertThat(bytes(source, 0, content.length)).isEqualTo(content);
        Random random = new Random(6);
        for (int i = 0; i < 2000; i++) {
            int at = random.nextInt(content.length);
            int length = random.nextInt(Math.min(content.length - at, 1 << (1 + random.nextInt(15)))) + 1;
            assertThat(bytes(source, at, length)).isEqualTo(Arrays.copyOfRange(content, at, at + length));
            FileRun run = source.fileRun(at, length);
            if (run != null) {
                assertThat(run.length()).isBetween(1L, (long) length);
                assertThat(run.file().slice(run.offset(), run.length()).toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(Arrays.copyOfRange(content, at, at + (int) run.length()));
            }
        }
    }

    private static byte[] bytes(FlattenedSource source, long offset, long length) throws MalformedFileException {
        return source.slice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void check(FlattenedWriter writer) throws IOException {
        writer.write(flat);
        try (MappedFile file = MappedFile.open(flat)) {
            assertThat(FlattenedSource.recognises(file)).isTrue();
            assertSame(FlattenedSource.open(file));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {61, 1000, 4096, 65536})
    void readsRecordsInAnyOrderAndShape(int size) throws IOException {
        check(FlattenedWriter.of(plain).recordSize(size));
        check(FlattenedWriter.of(plain).recordSize(size).shuffled(1));
        check(FlattenedWriter.of(plain).recordSize(size).withoutZeros());
        check(FlattenedWriter.of(plain).recordSize(size).overlapping());
        check(FlattenedWriter.of(plain).recordSize(size).headerRewrittenAtEnd(464));
        check(FlattenedWriter.of(plain)
                .recordSize(size)
                .shuffled(2)
                .overlapping()
                .withoutZeros());
    }

    @Test
    void laterRecordsReplaceEarlierOnes() throws IOException {
        Random random = new Random(8);
        FlattenedWriter writer = FlattenedWriter.of(plain).recordSize(5000);
        for (int i = 0; i < 300; i++) {
            byte[] patch = new byte[1 + random.nextInt(3000)];
            random.nextBytes(patch);
            int at = random.nextInt(content.length - patch.length);
            System.arraycopy(patch, 0, content, at, patch.length);
            writer.record(at, patch);
        }
        check(writer);
    }

    @Test
    void sliceInsideOneRecordIsView() throws IOException {
        FlattenedWriter.of(plain).recordSize(1000).write(flat);
        try (MappedFile file = MappedFile.open(flat)) {
            FlattenedSource source = FlattenedSource.open(file);
            assertThat(source.slice(1000, 1000).isMapped()).isTrue();
            assertThat(source.slice(1000, 1001).isMapped()).isFalse();
            assertThat(source.name()).isEqualTo(file.name());
            assertThatThrownBy(() -> source.slice(49_999, 2)).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(() -> source.slice(-1, 2)).isInstanceOf(MalformedFileException.class);
            assertThatThrownBy(() -> source.slice(0, Long.MAX_VALUE)).isInstanceOf(MalformedFileException.class);
            assertThat(source.fileRun(-1, 5)).isNull();
            assertThat(source.fileRun(50_000, 5)).isNull();
        }
    }

    @Test
    void missingEndMarkIsWarningAndRestIsTruncated() throws IOException {
        FlattenedWriter.of(plain)
                .recordSize(1000)
                .withoutZeros()
                .withoutEndMark()
                .write(flat);
        try (MappedFile file = MappedFile.open(flat)) {
            FlattenedSource source = FlattenedSource.open(file);
            assertThat(source.warnings()).singleElement().asString().contains("no end mark");
            assertThat(bytes(source, 0, 8000)).isEqualTo(Arrays.copyOf(content, 8000));
            assertThatThrownBy(() -> source.slice(7990, 20))
                    .isInstanceOfSatisfying(
                            MalformedFileException.class,
                            e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.TRUNCATED));
            assertThat(source.fileRun(9000, 8)).isNull();
        }
    }

    @Test
    void truncatedStreamKeepsReceivedData() throws IOException {
        FileLayout layout = FlattenedWriter.of(plain).recordSize(9000).write(flat);
        Path cut = dir.resolve("cut");
        for (long length : Faults.truncations(layout)) {
            if (length == 0) {
                continue;
            }
            Faults.inCopy(flat, cut).truncate(length);
            try (MappedFile file = MappedFile.open(cut)) {
                if (length >= 4096 + 16 + 1) {
                    FlattenedSource source = FlattenedSource.open(file);
                    assertThat(source.warnings()).hasSize(1);
                    assertThat(bytes(source, 0, source.size())).isEqualTo(Arrays.copyOf(content, (int) source.size()));
                } else if (FlattenedSource.recognises(file)) {
                    assertThatThrownBy(() -> FlattenedSource.open(file)).isInstanceOf(MalformedFileException.class);
                }
            }
        }
    }

    @Test
    void hostileRecordHeadersAreReportedAsDamage() throws IOException {
        FileLayout layout = FlattenedWriter.of(plain).recordSize(9000).write(flat);
        Path bad = dir.resolve("bad");
        for (String record : List.of("record0", "record2", "end")) {
            for (long number : Faults.hostileNumbers()) {
                for (int field : new int[] {0, 8}) {
                    Faults.inCopy(flat, bad).u64BigEndian(layout.offsetOf(record) + field, number);
                    try (MappedFile file = MappedFile.open(bad)) {
                        FlattenedSource source = FlattenedSource.open(file);
                        byte[] first = new byte[(int) Math.min(100, source.size())];
                        source.read(0, MemorySegment.ofArray(first), 0, first.length);
                        source.slice(source.size() - 1, 1);
                        assertThat(source.size()).isPositive();
                    } catch (MalformedFileException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                }
            }
        }
    }

    @Test
    void otherTypesAndVersionsAreUnsupported() throws IOException {
        FlattenedWriter.of(plain).write(flat);
        for (int field : new int[] {16, 24}) {
            Path bad = dir.resolve("bad" + field);
            Faults.inCopy(flat, bad).u64BigEndian(field, 2);
            try (MappedFile file = MappedFile.open(bad)) {
                assertThatThrownBy(() -> FlattenedSource.open(file))
                        .isInstanceOfSatisfying(
                                MalformedFileException.class,
                                e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED));
            }
        }
        try (MappedFile file = MappedFile.open(plain)) {
            assertThat(FlattenedSource.recognises(file)).isFalse();
        }
    }

    @Test
    void tooManyRecordsAreRefusedInBoundedMemory() throws IOException {
        // empty records: 16 zero bytes each, in a file that is a hole after its header
        FlattenedWriter.of(plain).write(flat);
        Faults.in(flat).truncate(4096).bytes(4096 + 16L * (RecordScan.MAX_RECORDS + 10), (byte) 0);
        try (MappedFile file = MappedFile.open(flat)) {
            assertThatThrownBy(() -> FlattenedSource.open(file))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("records");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 4096, 65536})
    void readsFlattenedKdumpLikePlainFile(int size) throws IOException {
        SimulatedMemory machine = new SimulatedMemory(4096).ram(0, 0x40000).write(0x3000, content);
        KdumpWriter.of(machine).mixedCodecs().write(plain);
        FlattenedWriter.of(plain)
                .recordSize(size)
                .shuffled(3)
                .headerRewrittenAtEnd(464)
                .withoutZeros()
                .write(flat);
        try (MappedFile file = MappedFile.open(flat)) {
            Dump dump = new KdumpFormat().open(List.of(FlattenedSource.open(file)));
            PhysicalMemory memory = dump.memory();
            byte[] got = new byte[0x40000];
            assertThat(memory.read(0, MemorySegment.ofArray(got), 0, got.length))
                    .isEqualTo(got.length);
            assertThat(got).isEqualTo(machine.read(0, got.length));
            assertThat(memory.extent(0, Long.MAX_VALUE).length()).isEqualTo(0x40000);
            assertThat(dump.warnings()).isEmpty();
        }
    }
}
