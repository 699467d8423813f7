package org.mckernel.dump.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.linux.BtfWriter;
import org.mckernel.testdumps.linux.BtfWriter.Member;

class BtfTest {
    private static byte[] sample() {
        BtfWriter btf = new BtfWriter().everyOtherKind();
        int word = btf.integer("unsigned long", 8);
        int base = btf.struct("module_layout", 16, new Member("base", word, 0), new Member("size", word, 8));
        int typedef = btf.typedef("layout_t", base);
        int inner = btf.union("", 16, new Member("plain", word, 0), new Member("layout", typedef, 0));
        btf.struct(
                "module",
                48,
                new Member("state", word, 0),
                new Member("core_layout", typedef, 16),
                new Member("", inner, 32));
        return btf.bytes();
    }

    @Test
    void followsNestedTypedefsAndNamelessMembers() throws Exception {
        Btf btf = Btf.parse(sample());
        assertThat(btf.offset("module", "state")).hasValue(0);
        assertThat(btf.offset("module", "core_layout.size")).hasValue(24);
        assertThat(btf.offset("module", "layout.size")).hasValue(40);
    }

    @Test
    void doesNotInventMembers() throws Exception {
        Btf btf = Btf.parse(sample());
        assertThat(btf.offset("module", "absent")).isEmpty();
        assertThat(btf.offset("module", "state.inner")).isEmpty();
        assertThat(btf.offset("absent", "state")).isEmpty();
    }

    @Test
    void refusesWhatIsNotBtf() {
        assertThatThrownBy(() -> Btf.parse(new byte[100]))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("0xeb9f");
        assertThatThrownBy(() -> Btf.parse(Arrays.copyOf(sample(), sample().length - 1)))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageContaining("strings");
    }

    @Test
    void survivesAnyDamage() {
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = sample();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Btf.parse(bytes).offset("module", "core_layout.size");
                read++;
            } catch (LinuxSideException e) {
                assertThat(e).hasMessageContaining("BTF");
            }
        }
        assertThat(read).isPositive();
    }
}
