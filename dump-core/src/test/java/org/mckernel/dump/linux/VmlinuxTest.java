package org.mckernel.dump.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.testdumps.file.StructBuilder;

class VmlinuxTest {
    private static final List<String> WANTED = List.of("_stext", "modules", "none");

    @TempDir
    Path dir;

    /** _stext, modules (undefined), modules, modules again, other. */
    private Path vmlinux() throws IOException {
        StructBuilder symbols = StructBuilder.littleEndian().at(24);
        long[][] entries = {{1, 1, 0x8100_0000L}, {8, 0, 5}, {8, 1, 0x8200_0000L}, {8, 1, 0x8300_0000L}, {16, 1, 7}};
        for (long[] entry : entries) {
            symbols.u32((int) entry[0]).u8(0x10, 0).u16((int) entry[1]).u64(0xffff_ffff_0000_0000L + entry[2], 0);
        }
        byte[] strings = StructBuilder.littleEndian()
                .u8(0)
                .text("_stext")
                .u8(0)
                .text("modules")
                .u8(0)
                .text("other")
                .u8(0)
                .toBytes();
        return new TinyElf(ElfHeader.EXECUTABLE, 62)
                .symbols(symbols.toBytes())
                .section(".strtab", 3, 0, 0, strings)
                .write(dir.resolve("vmlinux"));
    }

    @Test
    void takesDefinedSymbolsWhereTheKernelWasLinked() throws Exception {
        Vmlinux vmlinux = Vmlinux.open(vmlinux(), WANTED, Vmcoreinfo.parse(""));

        assertThat(vmlinux.address("_stext")).hasValue(0xffff_ffff_8100_0000L);
        assertThat(vmlinux.address("modules")).as("the first that is defined").hasValue(0xffff_ffff_8200_0000L);
        assertThat(vmlinux.address("none")).isEmpty();
        assertThat(vmlinux.address("other")).as("not wanted").isEmpty();
    }

    @Test
    void movesSymbolsAsTheKernelWasMoved() throws Exception {
        Vmlinux vmlinux = Vmlinux.open(
                vmlinux(), WANTED, Vmcoreinfo.parse("KERNELOFFSET=1000000\nSYMBOL(_stext)=ffffffff82000000\n"));

        assertThat(vmlinux.address("modules")).hasValue(0xffff_ffff_8300_0000L);
    }

    @Test
    void refusesAnotherKernelsFile() {
        assertThatThrownBy(() -> Vmlinux.open(vmlinux(), WANTED, Vmcoreinfo.parse("SYMBOL(_stext)=ffffffff81000010\n")))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage(dir.resolve("vmlinux")
                        + ": is not the dumped kernel: its _stext would be at 0xffffffff81000000, "
                        + "the dump says 0xffffffff81000010");
    }

    @Test
    void refusesFilesWithoutSymbols() throws IOException {
        Path stripped = new TinyElf(ElfHeader.EXECUTABLE, 62).write(dir.resolve("stripped"));
        assertThatThrownBy(() -> Vmlinux.open(stripped, WANTED, Vmcoreinfo.parse("")))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage(stripped + ": has no symbol table; give an unstripped vmlinux");
        Path text = Files.writeString(dir.resolve("text"), "text");
        assertThatThrownBy(() -> Vmlinux.open(text, WANTED, Vmcoreinfo.parse("")))
                .isInstanceOf(LinuxSideException.class)
                .hasMessageStartingWith(text + ": ELF magic number at offset 0: ");
    }
}
