package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesTest {
    @TempDir
    Path dir;

    /** The original asks for a text anywhere in the list. */
    @Test
    void aModuleIsFoundByItsFullName() throws IOException {
        Modules modules =
                new Modules(new NodeDirectory(dir).file("/proc/modules", """
            ihk_smp_x86_64 90112 1 mcctrl, Live 0xffffffffc0a00000 (OE)
            myihk 16384 0 - Live 0x0000000000000000
            ihk 94208 2 ihk_smp_x86_64,mcctrl, Live 0x0000000000000000 (OE)
            odd 1 - x
            """).host());
        assertThat(modules.loaded("ihk")).isTrue();
        assertThat(modules.loaded("ihk_smp_x86")).isFalse();
        assertThat(modules.loaded("ihk-smp-x86_64")).isTrue();
        assertThat(modules.loaded("mcctrl")).isFalse();
        assertThat(modules.find("ihk").orElseThrow())
                .isEqualTo(new Modules.Module("ihk", 2, List.of("ihk_smp_x86_64", "mcctrl")));
        assertThat(modules.find("odd").orElseThrow()).isEqualTo(new Modules.Module("odd", 0, List.of("x")));
        assertThat(modules.find("myihk").orElseThrow().users()).isEmpty();
    }

    @Test
    void garbageIsNoModule() throws IOException {
        Modules modules = new Modules(new NodeDirectory(dir)
                .file("/proc/modules", "\0\1\2\n\nihk\nihk x y z\n  \n")
                .host());
        assertThat(modules.all()).isEmpty();
        assertThat(modules.loaded("ihk")).isFalse();
    }

    @Test
    void aListWithoutEndIsNotRead() throws IOException {
        Modules modules = new Modules(new NodeDirectory(dir)
                .file("/proc/modules", "x 1 0 - Live 0\n".repeat(2 << 20))
                .host());
        assertThatThrownBy(modules::all).isInstanceOf(IOException.class).hasMessageContaining("longer than 16 MiB");
    }

    @Test
    void modulesAreLoadedOnCpu0() throws IOException {
        NodeDirectory directory = new NodeDirectory(dir)
                .program("taskset", "shift 2; exec \"$@\"")
                .program("insmod", "")
                .program("rmmod", "");
        Modules modules = new Modules(directory.host());
        modules.insert("/lib/ihk-smp-x86.ko", "ihk_start_irq=64", "a b");
        modules.remove("ihk_smp_x86");
        assertThat(directory.calls().lines().toList())
                .satisfiesExactly(
                        l -> assertThat(l).matches("taskset -c 0 /.*/insmod /lib/ihk-smp-x86.ko ihk_start_irq=64 a b"),
                        l -> assertThat(l).isEqualTo("insmod /lib/ihk-smp-x86.ko ihk_start_irq=64 a b"),
                        l -> assertThat(l).isEqualTo("rmmod ihk_smp_x86"));
    }

    @Test
    void aFailureShowsTheProgramsReason() throws IOException {
        Modules modules = new Modules(new NodeDirectory(dir)
                .program("taskset", "shift 2; exec \"$@\"")
                .program("insmod", "echo 'insmod: ERROR: could not insert module: File exists' >&2; exit 1")
                .host());
        assertThatThrownBy(() -> modules.insert("/lib/ihk.ko"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/lib/ihk.ko")
                .hasMessageContaining("File exists (status 1)");
        assertThatThrownBy(() -> modules.remove("ihk"))
                .hasMessageContaining("rmmod")
                .hasMessageContaining("install it");
    }
}
