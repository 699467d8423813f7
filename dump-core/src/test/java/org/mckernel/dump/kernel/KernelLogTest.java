package org.mckernel.dump.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.memory.MemoryReader;

/** The log's ring: where it begins and ends, what of it is a line, and fields that make no sense. */
class KernelLogTest {
    private static final int HEADER = 4096;

    private static MemorySegment buffer(int size, int tail, int length, int head, int textAt, String text) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4, tail).putInt(8, length).putInt(12, head).put(textAt, text.getBytes(UTF_8));
        return MemorySegment.ofArray(bytes.array());
    }

    private static MemorySegment ring(int length, int head, int tail, String text) {
        return buffer(HEADER + length, tail, length, head, HEADER, text);
    }

    private static List<String> lines(KernelLog log) {
        return log.lines().stream().map(KernelLog.Line::raw).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theLogIsWhatTheKernelWrote(PracticeMachine machine) throws Exception {
        KernelData data = machine.data();
        MemoryReader physical = data.physical();
        KernelLog log = KernelLog.of(physical.bytes(physical.i64(data.variable("boot_param_pa") + 40), 4 << 20))
                .orElseThrow();

        assertThat(lines(log))
                .hasSizeGreaterThanOrEqualTo(20)
                .containsExactlyElementsOf(machine.said().getAsJsonArray("log").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList());
        assertThat(log.lines().getFirst().cpu()).isEmpty();
        assertThat(log.lines().getLast().cpu()).hasValue(3);
        assertThat(log.note()).isEmpty();
    }

    @Test
    void textGoesFromHeadToTail() {
        KernelLog log = KernelLog.of(ring(64, 4, 12, "old\nfirst\nsecond\n")).orElseThrow();

        assertThat(lines(log)).containsExactly("first", "se");
        assertThat(log.note()).isEmpty();
    }

    @Test
    void textGoesOnAtTheRingsBeginning() {
        KernelLog log = KernelLog.of(ring(16, 14, 6, "gin\nnxgap gap be")).orElseThrow();

        assertThat(lines(log)).containsExactly("begin", "nx");
    }

    /** One byte is left between tail and head of a full ring. */
    @Test
    void aFullRingIsAllButOneByte() {
        assertThat(lines(KernelLog.of(ring(8, 3, 2, "abcdefgh")).orElseThrow())).containsExactly("defghab");
    }

    @Test
    void aRingThatWasReadOutShowsWhatItStillHolds() {
        KernelLog log = KernelLog.of(ring(16, 6, 6, "tail!\nhead\n")).orElseThrow();

        assertThat(lines(log)).containsExactly("head", "tail!");
        assertThat(log.note())
                .contains("the log has been read (head equals tail); the remaining content of its ring is shown");
    }

    @ParameterizedTest
    @CsvSource({"16, 3, head 16 and tail 3", "3, 16, head 3 and tail 16", "-1, 3, head 4294967295 and tail 3"})
    void aHeadOrTailOutsideTheRingShowsAllOfIt(int head, int tail, String said) {
        KernelLog log = KernelLog.of(ring(16, head, tail, "one\ntwo\n")).orElseThrow();

        assertThat(lines(log)).containsExactly("one", "two");
        assertThat(log.note()).contains(said + " are outside the ring of 16 bytes; all of it is shown");
    }

    @Test
    void theLastByteOfTheRingCanBeHeadOrTail() {
        assertThat(KernelLog.of(ring(16, 15, 3, "one\ntwo\n")).orElseThrow().note())
                .isEmpty();
        assertThat(KernelLog.of(ring(16, 3, 15, "one\ntwo\n")).orElseThrow().note())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, HEADER + 64, HEADER + 64 - 15})
    void aLengthThatDoesNotFitShowsAllAfterTheHeader(int length) {
        KernelLog log = KernelLog.of(buffer(HEADER + 64, 4, length, 0, HEADER, "one\ntwo\n"))
                .orElseThrow();

        assertThat(log.note())
                .contains("its length field says %d, which does not fit its 4160 bytes; all of it is shown"
                        .formatted(Integer.toUnsignedLong(length)));
        assertThat(lines(log)).containsExactly("one");
    }

    /** The least header is 16 bytes: the text follows it at once. */
    @Test
    void aLengthThatLeavesRoomForTheHeaderFits() {
        KernelLog log = KernelLog.of(buffer(64, 4, 48, 0, 16, "one\ntwo\n")).orElseThrow();

        assertThat(log.note()).isEmpty();
        assertThat(lines(log)).containsExactly("one");
    }

    /** An early kernel's text begins at 4092. */
    @Test
    void textBeginsWhereTheLengthEndsWithTheBuffer() {
        KernelLog log =
                KernelLog.of(buffer(4092 + 32, 4, 32, 0, 4092, "one\ntwo\n")).orElseThrow();

        assertThat(lines(log)).containsExactly("one");
        assertThat(log.note()).isEmpty();
    }

    @Test
    void aBufferThatIsLargerThanHeaderAndTextHasItsTextAfterTheHeader() {
        KernelLog log =
                KernelLog.of(buffer(3 * HEADER, 4, 32, 0, HEADER, "one\ntwo\n")).orElseThrow();

        assertThat(lines(log)).containsExactly("one");
    }

    @Test
    void aBufferWithoutTextIsNoLog() {
        assertThat(KernelLog.of(MemorySegment.ofArray(new byte[0]))).isEmpty();
        assertThat(KernelLog.of(MemorySegment.ofArray(new byte[16]))).isEmpty();
        assertThat(KernelLog.of(MemorySegment.ofArray(new byte[17]))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[  3]: panic | 3 | panic",
                "[12]: two words | 12 | two words",
                "[ -1]: before CPUs | -1 | before CPUs",
                "[  3]:panic | 3 | panic",
                "[1234567]: too many digits | -1 | too many digits",
                "[123456]: most digits | 123456 | most digits",
                "no mark | -1 | no mark",
                "[x]: no number | -1 | [x]: no number"
            })
    void aLineBeginsWithItsCpu(String raw, int cpu, String text) {
        KernelLog.Line line = KernelLog.ofText(raw.getBytes(UTF_8)).lines().getFirst();

        assertThat(line.raw()).isEqualTo(raw);
        assertThat(line.cpu()).isEqualTo(cpu < 0 ? OptionalInt.empty() : OptionalInt.of(cpu));
        assertThat(line.text()).isEqualTo(text);
    }

    @Test
    void onlyOneBlankAfterTheMarkIsLeftOut() {
        assertThat(KernelLog.ofText("[1]:   indented".getBytes(UTF_8))
                        .lines()
                        .getFirst()
                        .text())
                .isEqualTo("  indented");
    }

    @Test
    void emptyLinesAndNulsAreNoText() {
        assertThat(lines(KernelLog.ofText("\n\none\0\0two\n\n\0\nthree".getBytes(UTF_8))))
                .containsExactly("onetwo", "three");
        assertThat(KernelLog.ofText(new byte[0]).lines()).isEmpty();
    }

    /** Bytes of a dump do not steer a terminal; a tab and text beyond ASCII stay. */
    @Test
    void controlCharactersAreReplaced() {
        assertThat(lines(KernelLog.ofText("a\u001b[2J\tb\u007fc\u0085d\u00a0e\u00e9 ~".getBytes(UTF_8))))
                .containsExactly("a\ufffd[2J\tb\ufffdc\ufffdd\u00a0e\u00e9 ~");
    }
}
