package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.memory.Presence;

class PageCacheTest {
    private final List<Long> loaded = new ArrayList<>();

    /** Pages of their number's low byte; page 7 is corrupt. */
    private final PageCache cache = new PageCache(4096, (pfn, target) -> {
        assertThat(target.byteSize()).isEqualTo(4096);
        loaded.add(pfn);
        target.fill((byte) pfn);
        return pfn == 7 ? Presence.CORRUPT : Presence.PRESENT;
    });

    private byte[] read(long pfn, long within, int length) {
        byte[] target = {9, 9, 9, 9, 9};
        assertThat(cache.read(pfn, within, MemorySegment.ofArray(target), 1, length))
                .isEqualTo(pfn == 7 ? Presence.CORRUPT : Presence.PRESENT);
        return target;
    }

    @Test
    void copiesThePieceAskedFor() {
        PageCache numbered = new PageCache(4096, (_, target) -> {
            for (int i = 0; i < 4096; i++) {
                target.set(ValueLayout.JAVA_BYTE, i, (byte) i);
            }
            return Presence.PRESENT;
        });
        byte[] target = {9, 9, 9, 9, 9};

        assertThat(numbered.read(0, 4093, MemorySegment.ofArray(target), 1, 3)).isEqualTo(Presence.PRESENT);

        assertThat(target).containsExactly(9, -3, -2, -1, 9);
    }

    @Test
    void decodesAPageOnce() {
        assertThat(read(3, 0, 2)).containsExactly(9, 3, 3, 9, 9);
        assertThat(read(3, 100, 1)).containsExactly(9, 3, 9, 9, 9);
        assertThat(cache.presence(3)).isEqualTo(Presence.PRESENT);
        assertThat(loaded).containsExactly(3L);
    }

    @Test
    void decodesACorruptPageOnceAndCopiesNothingOfIt() {
        assertThat(read(7, 0, 2)).containsOnly(9);
        assertThat(read(7, 0, 2)).containsOnly(9);
        assertThat(cache.presence(7)).isEqualTo(Presence.CORRUPT);
        assertThat(loaded).containsExactly(7L);
    }

    /** 4 MiB are 1024 pages of 4 KiB. */
    @Test
    void holdsFourMebibytes() {
        for (long pfn = 0; pfn < 1024; pfn++) {
            cache.presence(pfn);
        }
        for (long pfn = 0; pfn < 1024; pfn++) {
            cache.presence(pfn);
        }
        assertThat(loaded).hasSize(1024);

        assertThat(read(1024 + 5, 0, 1)).containsExactly(9, 5, 9, 9, 9);
        assertThat(read(5, 0, 1)).containsExactly(9, 5, 9, 9, 9);
        assertThat(loaded).hasSize(1026).endsWith(1029L, 5L);
        cache.presence(6);
        assertThat(loaded).as("other slots keep theirs").hasSize(1026);
    }

    @Test
    void asksAgainAfterALoaderFailed() {
        List<Long> asked = new ArrayList<>();
        PageCache failing = new PageCache(4096, (pfn, _) -> {
            asked.add(pfn);
            if (asked.size() == 2) {
                throw new IllegalStateException("closed");
            }
            return Presence.PRESENT;
        });
        assertThat(failing.presence(1)).isEqualTo(Presence.PRESENT);
        assertThatThrownBy(() -> failing.presence(1025)).isInstanceOf(IllegalStateException.class);

        assertThat(failing.presence(1025)).isEqualTo(Presence.PRESENT);
        assertThat(failing.presence(1)).isEqualTo(Presence.PRESENT);
        assertThat(asked).containsExactly(1L, 1025L, 1025L, 1L);
    }
}
