package org.mckernel.dump.format.elfcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

class ElfCoreTest {
    private final Architecture x86 = new X86_64();
    private final PhysicalMemory memory = new StoredMemoryBuilder().build(TestSource.ofSize(1), 4096);

    @Test
    void showsWhatItWasMadeOf() {
        Vmcoreinfo info = Vmcoreinfo.parse("OSRELEASE=6.1.0\n");
        ElfCore core = new ElfCore(x86, memory, new CoreNotes(3, true, Optional.of(info)), List.of("a", "b"));

        assertThat(core.format()).isEqualTo("ELF vmcore");
        assertThat(core.memory()).isSameAs(memory);
        assertThat(core.architecture()).contains(x86);
        assertThat(core.vmcoreinfo()).containsSame(info);
        assertThat(core.release()).contains("6.1.0");
        assertThat(core.warnings()).containsExactly("a", "b");
        assertThat(core.processors()).isEqualTo(3);
        assertThat(core.fromQemu()).isTrue();
        assertThat(core.filterLevel()).isEmpty();
        assertThat(core.as(ElfCore.class)).containsSame(core);
        core.close();
        assertThat(core.memory()).as("closing is the caller's").isSameAs(memory);
    }

    @Test
    void saysNothingWithoutNotes() {
        ElfCore core = new ElfCore(x86, memory, CoreNotes.NONE, List.of());

        assertThat(core.vmcoreinfo()).isEmpty();
        assertThat(core.release()).isEmpty();
        assertThat(core.processors()).isZero();
        assertThat(core.fromQemu()).isFalse();
    }
}
