package org.mckernel.dump.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.testdumps.file.StructBuilder;

/** An image with the sections .text (1) at 0xffffffff80000000 and .data (2) after it, 0x1000 bytes each. */
class SymbolTableTest {
    static final long TEXT = 0xffff_ffff_8000_0000L;
    static final long DATA = TEXT + 0x1000;
    private static final int LOCAL = 0;
    private static final int GLOBAL = 0x10;

    private final StructBuilder symbols = StructBuilder.littleEndian().at(24);
    private final StructBuilder strings = StructBuilder.littleEndian().u8(0);

    private SymbolTableTest add(String name, int info, int section, long value, long size) {
        symbols.u32(strings.size()).u8(info, 0).u16(section).u64(value, size);
        strings.text(name).u8(0);
        return this;
    }

    private SymbolTable open(int type) throws MalformedFileException {
        byte[] bytes = new TinyElf(type, 62)
                .section(".text", 1, 6, TEXT, new byte[0x1000])
                .section(".data", 1, 3, DATA, new byte[0x1000])
                .symbols(symbols.toBytes())
                .section(".strtab", 3, 0, 0, strings.toBytes())
                .toBytes();
        return SymbolTable.of(ElfFile.open(TestSource.of(bytes)));
    }

    private SymbolTable open() throws MalformedFileException {
        return open(ElfHeader.EXECUTABLE);
    }

    private static String nearest(SymbolTable table, long address) {
        return table.nearest(address).map(Symbol::name).orElse("-");
    }

    @Test
    void findsNothingWithoutATable() throws MalformedFileException {
        SymbolTable none = SymbolTable.of(ElfFile.open(TestSource.of(new TinyElf(ElfHeader.EXECUTABLE, 62)
                .section(".text", 1, 6, TEXT, new byte[8])
                .toBytes())));

        assertThat(none.entries()).isZero();
        assertThat(none.find("main")).isEmpty();
        assertThat(none.findAll("main")).isEmpty();
        assertThat(none.names("", 10)).isEmpty();
        assertThat(none.nearest(TEXT)).isEmpty();
    }

    @Test
    void prefersAGlobalSymbolToTheFirstInTheFile() throws MalformedFileException {
        add("a", LOCAL, 1, TEXT + 1, 0).add("a", LOCAL, 1, TEXT + 2, 0);
        add("a", GLOBAL | ElfSymbol.FUNCTION, 1, TEXT + 3, 4).add("a", GLOBAL, 1, TEXT + 4, 0);
        add("b", LOCAL, 1, TEXT + 5, 0).add("b", LOCAL, 1, TEXT + 6, 0);
        SymbolTable table = open();

        assertThat(table.find("a")).contains(new Symbol("a", TEXT + 3, 4, 1, true));
        assertThat(table.find("b")).contains(new Symbol("b", TEXT + 5, 0, 1, false));
        assertThat(table.find("c")).isEmpty();
        assertThat(table.findAll("a"))
                .extracting(Symbol::value)
                .containsExactly(TEXT + 1, TEXT + 2, TEXT + 3, TEXT + 4);
        assertThat(table.findAll("")).isEmpty();
        assertThat(table.entries()).isEqualTo(7);
    }

    /** "Aa" and "BB" have one hash code in Java. */
    @Test
    void tellsNamesOfOneHashApart() throws MalformedFileException {
        add("Aa", GLOBAL, 1, TEXT + 1, 0).add("BB", GLOBAL, 1, TEXT + 2, 0).add("Aa", LOCAL, 1, TEXT + 3, 0);
        SymbolTable table = open();

        assertThat(table.find("Aa").orElseThrow().value()).isEqualTo(TEXT + 1);
        assertThat(table.find("BB").orElseThrow().value()).isEqualTo(TEXT + 2);
        assertThat(table.findAll("Aa")).hasSize(2);
        assertThat(table.findAll("BB")).hasSize(1);
    }

    @Test
    void listsNamesByTheirBeginning() throws MalformedFileException {
        add("sys_read", GLOBAL, 1, TEXT, 0).add("sched", GLOBAL, 1, TEXT, 0).add("sys_write", GLOBAL, 1, TEXT, 0);
        add("sys_read", LOCAL, 1, TEXT, 0).add("sys_none", GLOBAL, 0, 0, 0).add("xsys_", GLOBAL, 1, TEXT, 0);
        SymbolTable table = open();

        assertThat(table.names("sys_", 10)).containsExactly("sys_read", "sys_write");
        assertThat(table.names("sys_", 1)).containsExactly("sys_read");
        assertThat(table.names("sys_", 0)).isEmpty();
        assertThat(table.names("", 10)).containsExactly("sys_read", "sched", "sys_write", "xsys_");
    }

    /** Undefined, section and file symbols, those without a name, and the mapping symbols of aarch64. */
    @ParameterizedTest
    @CsvSource({
        "a, 0, 1, 0, true",
        "a, 0, 0, 0, false",
        "a, 3, 1, 0, false",
        "a, 4, 1, 0, false",
        "'', 0, 1, 0, false",
        "$x, 0, 1, 0, false",
        "$d.12, 0, 1, 0, false",
        "$x, 2, 1, 0, true",
        "$x, 0, 1, 4, true",
        "$, 0, 1, 0, true",
        "$xy, 0, 1, 0, true",
        "ax, 0, 1, 0, true",
        "a, 0, 65521, 0, true"
    })
    void countsWhatIsASymbol(String name, int type, int section, long size, boolean counts) {
        assertThat(SymbolTable.counts(new ElfSymbol(name, 0, size, type, section)))
                .isEqualTo(counts);
    }

    @Test
    void findsTheNearestSymbolOfTheSameSection() throws MalformedFileException {
        add("text_end", GLOBAL, 1, TEXT + 0x1000, 0).add("data", GLOBAL, 2, DATA + 8, 0);
        add("f", GLOBAL | ElfSymbol.FUNCTION, 1, TEXT + 0x10, 4).add("absolute", GLOBAL, 0xfff1, DATA + 0x20, 0);
        SymbolTable table = open();

        assertThat(nearest(table, TEXT)).as("before the first").isEqualTo("-");
        assertThat(nearest(table, TEXT + 0xf)).isEqualTo("-");
        assertThat(nearest(table, TEXT + 0x10)).isEqualTo("f");
        assertThat(nearest(table, TEXT + 0xfff)).isEqualTo("f");
        assertThat(nearest(table, DATA)).as("of another section").isEqualTo("-");
        assertThat(nearest(table, DATA + 8)).isEqualTo("data");
        assertThat(nearest(table, DATA + 0xfff)).isEqualTo("data");
        assertThat(nearest(table, DATA + 0x1000)).as("in no section").isEqualTo("-");
        assertThat(nearest(table, 0)).isEqualTo("-");
        assertThat(open(ElfHeader.RELOCATABLE).nearest(TEXT + 0x10))
                .as("a module")
                .isEmpty();
    }

    @Test
    void prefersFunctionsThenSizesThenGlobalsThenTheFirst() throws MalformedFileException {
        add("local", LOCAL, 1, TEXT, 0).add("global", GLOBAL, 1, TEXT, 0).add("second", GLOBAL, 1, TEXT, 0);
        assertThat(nearest(open(), TEXT)).isEqualTo("global");
        add("sized", LOCAL, 1, TEXT, 4);
        assertThat(nearest(open(), TEXT)).isEqualTo("sized");
        add("function", ElfSymbol.FUNCTION, 1, TEXT, 0);
        assertThat(nearest(open(), TEXT)).isEqualTo("function");
        add("other", ElfSymbol.FUNCTION, 1, TEXT, 0).add("larger", ElfSymbol.FUNCTION | GLOBAL, 1, TEXT, 0);
        assertThat(nearest(open(), TEXT)).isEqualTo("larger");
    }

    @Test
    void knowsWhichNumbersAreSections() {
        assertThat(List.of(0, 1, 0xfeff, 0xff00, 0xfff1).stream()
                        .map(s -> new Symbol("a", 0, 0, s, false).inSection())
                        .toList())
                .containsExactly(false, true, true, false, false);
    }
}
