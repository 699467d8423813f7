package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.PageTables.Entry;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.arch.PagingForm.Half;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;

class PageTableWalkTest {
    private static final long ROOT = 0x1000;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    /** Writes down what it is shown; the entries that are not valid are only counted. */
    private static final class VisitRecord implements PageTableWalk.Visitor {
        private final List<String> seen = new ArrayList<>();
        private final Set<Long> tables = new HashSet<>();
        private final boolean eachTableOnce;
        private long invalid;

        VisitRecord(boolean eachTableOnce) {
            this.eachTableOnce = eachTableOnce;
        }

        @Override
        public boolean table(long virtual, Entry entry, long table) {
            seen.add("table 0x%x at 0x%x, level %d".formatted(table, virtual, entry.level() - 1));
            return !eachTableOnce || tables.add(table);
        }

        @Override
        public void last(long virtual, Entry entry) {
            if (entry.leaf()) {
                seen.add("0x%x bytes at 0x%x".formatted(entry.size(), virtual));
            } else {
                invalid++;
            }
        }

        @Override
        public void absent(long virtual, int level, long table, AbsentMemoryException why) {
            seen.add("table 0x%x of level %d at 0x%x is absent".formatted(table, level, virtual));
        }
    }

    private static PageTables arm(PhysicalMemory memory, Half half) {
        return new PageTables(memory, PagingForm.arm64(0x1000, 39), ROOT, half, 0);
    }

    /** A page, a block of 2 MiB and one of 1 GiB. */
    private static TableMemory mapped() {
        return new TableMemory(0x8000)
                .entry(ROOT, 0, 0x2003)
                .entry(ROOT, 2, 0x8000_0001L)
                .entry(0x2000, 1, 0x3003)
                .entry(0x2000, 3, 0x60_0001)
                .entry(0x3000, 5, 0x5003);
    }

    @Test
    void visitsLeavesOfEverySizeUpwards() throws Exception {
        VisitRecord record = new VisitRecord(false);
        PageTableWalk walk = new PageTableWalk(arm(mapped().has(0, 0x8000).build(), Half.LOWER), record, 4096);
        walk.walk(0, 1L << 39);

        assertThat(record.seen)
                .containsExactly(
                        "table 0x2000 at 0x0, level 2",
                        "table 0x3000 at 0x200000, level 1",
                        "0x1000 bytes at 0x205000",
                        "0x200000 bytes at 0x600000",
                        "0x40000000 bytes at 0x80000000");
        assertThat(record.invalid).isEqualTo(3 * 512 - 5);
        assertThat(walk.left()).isEqualTo(4096 - 3 * 512);
        assertThat(walk.gaveUp()).isFalse();
    }

    @Test
    void readsTheEntriesOfTheRangeOnly() throws Exception {
        VisitRecord record = new VisitRecord(false);
        PageTableWalk walk = new PageTableWalk(arm(mapped().has(0, 0x8000).build(), Half.LOWER), record, 4096);
        walk.walk(2 * MIB + 0x5000, 2 * MIB + 0x6000);

        assertThat(record.seen).endsWith("0x1000 bytes at 0x205000").hasSize(3);
        assertThat(record.invalid).isZero();
        assertThat(walk.left()).isEqualTo(4096 - 3);

        walk.walk(7 * MIB, 2 * GIB + 1); // from the middle of the block of 2 MiB into the one of 1 GiB
        assertThat(record.seen).endsWith("0x200000 bytes at 0x600000", "0x40000000 bytes at 0x80000000");
    }

    @Test
    void visitsTheUpperHalfUpToItsEnd() throws Exception {
        VisitRecord record = new VisitRecord(false);
        PageTableWalk walk = new PageTableWalk(
                arm(mapped().has(0, 0x8000).entry(ROOT, 511, 0xc000_0001L).build(), Half.UPPER), record, 4096);
        walk.walk(-1L << 39, 0);

        assertThat(record.seen)
                .contains("0x1000 bytes at 0xffffff8000205000", "0x40000000 bytes at 0xffffffffc0000000");
    }

    @Test
    void namesATableThatIsAbsentAndGoesOnAfterIt() throws Exception {
        VisitRecord record = new VisitRecord(false);
        PageTableWalk walk = new PageTableWalk(
                arm(mapped().has(0, 0x3000).has(0x4000, 0x4000).build(), Half.LOWER), record, 4096);
        walk.walk(0, 1L << 39);

        assertThat(record.seen)
                .containsExactly(
                        "table 0x2000 at 0x0, level 2",
                        "table 0x3000 at 0x200000, level 1",
                        "table 0x3000 of level 1 at 0x200000 is absent",
                        "0x200000 bytes at 0x600000",
                        "0x40000000 bytes at 0x80000000");
    }

    /** 512 × 512 × 512 entries if nothing ended it. */
    @Test
    void endsInTablesThatLeadToThemselves() throws Exception {
        TableMemory memory = new TableMemory(0x8000).has(0, 0x8000);
        for (int i = 0; i < 512; i++) {
            memory.entry(ROOT, i, ROOT | 3);
        }
        PageTables tables = arm(memory.build(), Half.LOWER);
        VisitRecord all = new VisitRecord(false);
        PageTableWalk bounded = new PageTableWalk(tables, all, 2000);
        bounded.walk(0, 1L << 39);
        assertThat(bounded.gaveUp()).isTrue();
        assertThat(bounded.left()).isZero();
        assertThat(all.seen).hasSize(2000);

        VisitRecord once = new VisitRecord(true);
        PageTableWalk refused = new PageTableWalk(tables, once, 1 << 20);
        refused.walk(0, 1L << 39);
        assertThat(refused.gaveUp()).isFalse();
        assertThat((1 << 20) - refused.left()).isEqualTo(2 * 512);
    }

    @Test
    void refusesARangeOfTheOtherHalf() {
        PageTableWalk walk =
                new PageTableWalk(arm(mapped().has(0, 0x8000).build(), Half.LOWER), new VisitRecord(false), 4096);
        assertThatThrownBy(() -> walk.walk(-1L << 39, 0)).isInstanceOf(UnmappedAddressException.class);
        assertThatThrownBy(() -> walk.walk(0, 1L << 40)).isInstanceOf(UnmappedAddressException.class);
        PageTableWalk x86 = new PageTableWalk(
                new PageTables(mapped().has(0, 0x8000).build(), PagingForm.x86(4), ROOT, Half.LOWER, 0),
                new VisitRecord(false),
                4096);
        assertThatThrownBy(() -> x86.walk(0, 0))
                .isInstanceOf(UnmappedAddressException.class)
                .hasMessageContaining("another half");
        assertThat(x86.left()).isEqualTo(4096);
    }

    @Test
    void visitsNothingOfAnEmptyRange() throws Exception {
        PageTableWalk walk =
                new PageTableWalk(arm(mapped().has(0, 0x8000).build(), Half.LOWER), new VisitRecord(false), 4096);
        walk.walk(0x5000, 0x3000);
        walk.walk(0x5000, 0x5000);
        assertThat(walk.left()).isEqualTo(4096);
    }
}
