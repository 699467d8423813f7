package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

class KdumpPartsTest {
    private final List<String> warnings = new ArrayList<>();

    private static ByteSource part(long start, long end) {
        return new KdumpBytes().split(start, end).source(0);
    }

    private KdumpParts open(ByteSource... sources) throws MalformedFileException {
        return KdumpParts.open(List.of(sources), warnings);
    }

    @Test
    void findsThePartOfEachFrameInAnyOrderOfFiles() throws MalformedFileException {
        ByteSource low = part(0, 4);
        ByteSource middle = part(4, 10);
        ByteSource high = part(10, 16);
        KdumpParts parts = open(high, low, middle);

        assertThat(warnings).isEmpty();
        assertThat(parts.all()).hasSize(3);
        assertThat(parts.first().source()).isSameAs(low);
        assertThat(parts.holding(0).source()).isSameAs(low);
        assertThat(parts.holding(3).source()).isSameAs(low);
        assertThat(parts.holding(4).source()).isSameAs(middle);
        assertThat(parts.holding(15).source()).isSameAs(high);
        assertThat(parts.holding(16)).isNull();
        assertThat(parts.boundaryAbove(0)).isEqualTo(4);
        assertThat(parts.boundaryAbove(3)).isEqualTo(4);
        assertThat(parts.boundaryAbove(4)).isEqualTo(10);
        assertThat(parts.boundaryAbove(15)).isEqualTo(16);
        assertThat(parts.boundaryAbove(16)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void warnsOfMissingParts() throws MalformedFileException {
        KdumpParts parts = open(part(10, 12), part(2, 4));

        assertThat(warnings)
                .hasSize(3)
                .allSatisfy(w -> assertThat(w)
                        .startsWith("split dump: the part with page frames 0x")
                        .contains(" was not given; "));
        assertThat(warnings.get(0)).contains("frames 0x0 to 0x2 ");
        assertThat(warnings.get(1)).contains("frames 0x4 to 0xa ");
        assertThat(warnings.get(2)).contains("frames 0xc to 0x10 ");
        assertThat(parts.holding(1)).isNull();
        assertThat(parts.holding(4)).isNull();
        assertThat(parts.boundaryAbove(0)).isEqualTo(2);
        assertThat(parts.boundaryAbove(5)).isEqualTo(10);
        assertThat(parts.boundaryAbove(12)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void warnsOfOverlappingPartsAndUsesTheLower() throws MalformedFileException {
        ByteSource lower = part(0, 10);
        KdumpParts parts = open(part(6, 16), lower);

        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("test.bin: overlaps another part in page frames 0x6 to 0xa; ");
        assertThat(parts.holding(6).source()).isSameAs(lower);
        assertThat(parts.holding(10).source()).isNotSameAs(lower);
    }

    @Test
    void saysHowFarAnInnerPartOverlaps() throws MalformedFileException {
        open(part(0, 16), part(6, 8));

        assertThat(warnings).singleElement().asString().contains("in page frames 0x6 to 0x8; ");
    }

    @Test
    void ordersPartsOfOneStartByTheirEnd() throws MalformedFileException {
        ByteSource shorter = part(0, 4);
        KdumpParts parts = open(part(0, 16), shorter);

        assertThat(parts.first().source()).isSameAs(shorter);
    }

    @Test
    void takesAWholeFileAlone() throws MalformedFileException {
        KdumpParts parts = open(new KdumpBytes().source(0));

        assertThat(warnings).isEmpty();
        assertThat(parts.holding(15)).isSameAs(parts.first());
        assertThatThrownBy(() -> open(new KdumpBytes().source(0), part(0, 16)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("not a part of a split dump, but given together with other files; give it alone");
    }

    @Test
    void refusesPartsOfAnotherDump() {
        KdumpBytes other = new KdumpBytes().split(4, 16);
        other.seconds = 5;
        assertThatThrownBy(() -> open(part(0, 4), other.source(0)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("not a part of the same split dump as test.bin: "
                        + "time, system name, page size or max_mapnr differ");
    }
}
