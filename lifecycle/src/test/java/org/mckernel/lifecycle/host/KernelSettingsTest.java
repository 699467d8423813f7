package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSettingsTest {
    @TempDir
    Path dir;

    private NodeDirectory directory() throws IOException {
        return new NodeDirectory(dir)
                .file("/proc/sys/vm/swappiness", "133\n")
                .file("/proc/sys/vm/drop_caches", "0\n")
                .file("/proc/sys/vm/compact_memory", "")
                .program("sync", "");
    }

    @Test
    void settingsAreReadAndWritten() throws IOException {
        NodeDirectory directory = directory();
        KernelSettings settings = new KernelSettings(directory.host());
        assertThat(settings.swappiness()).isEqualTo(133);
        settings.swappiness(7);
        assertThat(directory.text("/proc/sys/vm/swappiness")).isEqualTo("7\n");
        settings.sync();
        settings.dropCaches();
        assertThat(settings.compactMemory()).isTrue();
        assertThat(directory.calls()).isEqualTo("sync \n");
        assertThat(directory.text("/proc/sys/vm/drop_caches")).isEqualTo("3\n");
        assertThat(directory.text("/proc/sys/vm/compact_memory")).isEqualTo("1\n");
    }

    @Test
    void aKernelMayLackCompaction() throws IOException {
        KernelSettings settings = new KernelSettings(directory().host());
        Files.delete(dir.resolve("proc/sys/vm/compact_memory"));
        assertThat(settings.compactMemory()).isFalse();
        assertThat(dir.resolve("proc/sys/vm/compact_memory")).doesNotExist();
    }

    @Test
    void aSettingOfGarbageIsNamed() throws IOException {
        KernelSettings settings = new KernelSettings(
                directory().file("/proc/sys/vm/swappiness", "high\n").host());
        assertThatThrownBy(settings::swappiness)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("vm/swappiness: expected a number, found \"high\"");
    }
}
