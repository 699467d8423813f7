package org.mckernel.lifecycle.ihk.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.lifecycle.journal.StateDirectory;

/** What a boot keeps for its shutdown. */
class BootRecordTest {
    @TempDir
    Path dir;

    private BootRecord read(String text) throws IOException {
        StateDirectory directory = new StateDirectory(dir, "");
        directory.write(BootRecord.NAME, Optional.of(text));
        return BootRecord.read(directory);
    }

    @Test
    void whatIsKeptComesBack() throws IOException {
        BootRecord record = new BootRecord();
        record.keepIrqbalance();
        record.keepOverlay();
        record.keepSwappiness(60);
        record.keepBootTime(1_700_000_000L);
        record.keepAffinities(new TreeMap<>(Map.of(24, "ff,ffffffff", 25, "0f")));
        record.keepMonitor(77, 1234);
        record.addModule("ihk");
        record.addModule("ihk_smp_x86_64");
        record.addModule("ihk");
        record.keepBan(new BootRecord.Ban("ff,fff00000", "20-39", List.of(65, 66)));
        record.keepShared("/proc");
        record.keepShared("/sys");
        record.keepShared("/proc");
        record.keepWord("owner", "a b:c%");
        BootRecord again = read(record.text());
        assertThat(again.text()).isEqualTo(record.text());
        assertThat(again.irqbalance()).isTrue();
        assertThat(again.overlay()).isTrue();
        assertThat(again.swappiness()).hasValue(60);
        assertThat(again.affinities()).containsExactlyEntriesOf(new TreeMap<>(Map.of(24, "ff,ffffffff", 25, "0f")));
        assertThat(again.monitor().orElseThrow()).containsExactly(77, 1234);
        assertThat(again.modules()).containsExactly("ihk", "ihk_smp_x86_64");
        assertThat(again.ban()).contains(new BootRecord.Ban("ff,fff00000", "20-39", List.of(65, 66)));
        assertThat(again.shared()).containsExactly("/proc", "/sys");
        assertThat(again.word("owner")).contains("a b:c%");
    }

    /** What the second boot sees is what the first one has set. */
    @Test
    void theFirstBootsViewStays() {
        BootRecord record = new BootRecord();
        record.keepSwappiness(60);
        record.keepSwappiness(100);
        record.keepAffinities(new TreeMap<>(Map.of(24, "ff")));
        record.keepAffinities(new TreeMap<>(Map.of(24, "0f", 25, "f0")));
        assertThat(record.swappiness()).hasValue(60);
        assertThat(record.affinities()).containsExactlyEntriesOf(new TreeMap<>(Map.of(24, "ff", 25, "f0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"module ../x", "affinity 24 ff;reboot", "swappiness x", "shell rm", "", "monitor 1"})
    void aLineThatNoBootWritesIsRefused(String line) {
        assertThatThrownBy(() -> read("irqbalance\n" + line + "\n")).hasMessageContaining("has an invalid line");
    }
}
