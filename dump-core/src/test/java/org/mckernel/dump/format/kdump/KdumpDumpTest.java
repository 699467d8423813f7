package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Vmcoreinfo;

class KdumpDumpTest {
    private static final Vmcoreinfo INFO = Vmcoreinfo.parse("OSRELEASE=5.0.0\n");

    private static KdumpDump open(Optional<Vmcoreinfo> info, KdumpBytes... parts) throws MalformedFileException {
        List<ByteSource> sources = new ArrayList<>();
        for (KdumpBytes part : parts) {
            sources.add(part.source(0));
        }
        return new KdumpDump(KdumpParts.open(sources, new ArrayList<>()), info, List.of("a", "b"));
    }

    @Test
    void tellsWhatTheHeaderSays() throws MalformedFileException {
        KdumpDump dump = open(Optional.of(INFO), new KdumpBytes());

        assertThat(dump.format()).isEqualTo("kdump-compressed v6, raw");
        assertThat(dump.architecture()).contains(new X86_64());
        assertThat(dump.release()).as("the header's before that of the notes").contains("6.1.0");
        assertThat(dump.filterLevel()).contains(31);
        assertThat(dump.vmcoreinfo()).containsSame(INFO);
        assertThat(dump.warnings()).containsExactly("a", "b");
        assertThat(dump.memory().end()).isEqualTo(16L * 4096);
        dump.close();
        assertThat(dump.memory().pageSize()).as("closing is the caller's").isEqualTo(4096);
    }

    @Test
    void takesTheReleaseOfTheNotesWhereTheHeaderHasNone() throws MalformedFileException {
        KdumpBytes bytes = new KdumpBytes();
        bytes.release = "";
        assertThat(open(Optional.of(INFO), bytes).release()).contains("5.0.0");
        assertThat(open(Optional.empty(), bytes).release()).isEmpty();
        assertThat(open(Optional.empty(), bytes).vmcoreinfo()).isEmpty();
    }

    @Test
    void knowsOnlyProcessorsThatMcKernelRunsOn() throws MalformedFileException {
        KdumpBytes arm = new KdumpBytes();
        arm.machine = "aarch64";
        assertThat(open(Optional.empty(), arm).architecture()).contains(new AArch64());
        KdumpBytes other = new KdumpBytes();
        other.machine = "ppc64le";
        assertThat(open(Optional.empty(), other).architecture()).isEmpty();
    }

    @Test
    void hasNoFilterLevelBeforeVersion1() throws MalformedFileException {
        KdumpBytes old = new KdumpBytes();
        old.version = 0;
        assertThat(open(Optional.empty(), old).filterLevel()).isEmpty();
        KdumpBytes all = new KdumpBytes();
        all.level = 0;
        assertThat(open(Optional.empty(), all).filterLevel()).contains(0);
    }

    @Test
    void saysHowManyPartsOfASetThereAre() throws MalformedFileException {
        assertThat(open(Optional.empty(), new KdumpBytes().split(0, 4), new KdumpBytes().split(4, 16))
                        .format())
                .isEqualTo("kdump-compressed v6, raw, 2 of a split set");
        assertThat(open(Optional.empty(), new KdumpBytes().split(0, 4)).format())
                .isEqualTo("kdump-compressed v6, raw, 1 of a split set");
    }
}
