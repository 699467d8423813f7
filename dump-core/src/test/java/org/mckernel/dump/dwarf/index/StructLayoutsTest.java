package org.mckernel.dump.dwarf.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.testdumps.dwarf.Entry.alternative;
import static org.mckernel.testdumps.dwarf.Entry.array;
import static org.mckernel.testdumps.dwarf.Entry.base;
import static org.mckernel.testdumps.dwarf.Entry.bits;
import static org.mckernel.testdumps.dwarf.Entry.constant;
import static org.mckernel.testdumps.dwarf.Entry.declaration;
import static org.mckernel.testdumps.dwarf.Entry.member;
import static org.mckernel.testdumps.dwarf.Entry.pointer;
import static org.mckernel.testdumps.dwarf.Entry.struct;
import static org.mckernel.testdumps.dwarf.Entry.typedef;
import static org.mckernel.testdumps.dwarf.Entry.union;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.dwarf.Layouts;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

class StructLayoutsTest {
    private static final Entry LONG = base("long", 8);
    private static final Entry CHAR = base("char", 1);
    private static final Entry LIST = struct("list_head", 16).child(member("next", 0, LONG), member("prev", 8, LONG));
    private static final Entry ROW = struct("row", 24).child(member("base", 4, LONG), member("size", 16, LONG));
    private static final Entry ROWS = array(ROW, 7);
    private static final Entry NAME = array(CHAR, 56);
    private static final Entry GRID = array(LONG, 3, 5);
    private static final Entry TAIL = array(ROW, 0);
    private static final Entry HALVES = struct(null, 8).child(member("low", 0, CHAR), member("high", 4, CHAR));
    private static final Entry EITHER = union(null, 8).child(alternative("whole", LONG), alternative(null, HALVES));
    private static final Entry ALIAS = typedef("list_t", LIST);
    private static final Entry FIXED = constant(ALIAS);
    private static final Entry TO_LIST = pointer(LIST);
    private static final Entry MODULE = struct("module", 900)
            .child(
                    member("state", 0, LONG),
                    member("list", 8, FIXED),
                    member("name", 24, NAME),
                    member("mem", 80, ROWS),
                    member("grid", 248, GRID),
                    member(null, 400, EITHER),
                    member("next", 500, TO_LIST),
                    bits("flag", 4_100, 3, LONG),
                    member("tail", 900, TAIL));

    private static Entry[] everything() {
        return new Entry[] {
            declaration("module"),
            LONG,
            CHAR,
            LIST,
            ROW,
            ROWS,
            NAME,
            GRID,
            TAIL,
            HALVES,
            EITHER,
            ALIAS,
            FIXED,
            TO_LIST,
            MODULE
        };
    }

    @ParameterizedTest
    @CsvSource({"4, false, true", "4, true, false", "5, false, false", "5, true, true"})
    void layoutIsSameInEveryDwarfVersion(int version, boolean wide, boolean siblings) throws MalformedFileException {
        Entry other = base("char", 1);
        DwarfBuilder builder =
                new DwarfBuilder(version, wide).unit(struct("other", 1).child(member("m", 0, other)), other);
        StructLayouts layouts = Layouts.of((siblings ? builder.withSiblings() : builder).unit(everything()));

        assertThat(layouts.size("module")).hasValue(900);
        assertThat(layouts.size("list_t")).hasValue(16);
        assertThat(layouts.memberOffset("module", "list")).hasValue(8);
        assertThat(layouts.memberOffset("module", "list.prev")).hasValue(16);
        assertThat(layouts.memberOffset("module", "high")).hasValue(404);
        assertThat(layouts.memberOffset("module", "mem[0].base")).hasValue(84);
        assertThat(layouts.memberOffset("module", "mem[6].size")).hasValue(80 + 6 * 24 + 16);
        assertThat(layouts.memberOffset("module", "grid[2][4]")).hasValue(248 + 14 * 8);
        assertThat(layouts.memberOffset("module", "tail[1000].base")).hasValue(900 + 24_000 + 4);
        assertThat(layouts.memberOffset("module", "flag")).hasValue(512);
        assertThat(layouts.memberSize("module", "name")).hasValue(56);
        assertThat(layouts.memberSize("module", "grid[1]")).hasValue(40);
        assertThat(layouts.memberSize("module", "next")).hasValue(8);
    }

    @Test
    void missingNamesAreEmpty() throws MalformedFileException {
        StructLayouts layouts = Layouts.of(new DwarfBuilder(5, false).unit(everything()));

        assertThat(layouts.size("modul")).isEmpty();
        assertThat(layouts.size("long")).as("not a structure").isEmpty();
        assertThat(layouts.memberOffset("nothing", "list")).isEmpty();
        assertThat(layouts.memberOffset("module", "lis")).isEmpty();
        assertThat(layouts.memberOffset("module", "next.prev"))
                .as("through a pointer")
                .isEmpty();
        assertThat(layouts.memberOffset("module", "mem[7].base"))
                .as("after the array")
                .isEmpty();
        assertThat(layouts.memberOffset("module", "mem.base")).as("no index").isEmpty();
        assertThat(layouts.memberOffset("module", "grid[0][0][0]"))
                .as("too many indexes")
                .isEmpty();
        assertThat(layouts.memberOffset("module", "state[0]")).as("no array").isEmpty();
        assertThat(layouts.memberSize("module", "tail")).hasValue(0);
    }

    @Test
    void parsesMemberPaths() throws MalformedFileException {
        StructLayouts layouts = Layouts.of(new DwarfBuilder(5, false).unit(everything()));

        for (String wrong : new String[] {"", "list.", ".list", "mem[]", "mem[-1]", "mem[0", "list->next", "a b"}) {
            assertThatThrownBy(() -> layouts.memberOffset("module", wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void completesDeclarationFromAnotherUnit() throws MalformedFileException {
        Entry declared = declaration("list_head");
        StructLayouts layouts = Layouts.of(new DwarfBuilder(5, false)
                .unit(declared, struct("holder", 32).child(member("list", 4, declared)))
                .unit(LONG, LIST));

        assertThat(layouts.memberOffset("holder", "list.prev")).hasValue(12);
        assertThat(layouts.memberSize("holder", "list")).hasValue(16);
    }

    @Test
    void typesOfOtherUnitsAreFollowed() throws MalformedFileException {
        Entry size = base("long", 8);
        Entry row = struct("row", 24).child(member("size", 16, size));
        Entry bySignature = Entry.of(0x0d)
                .attribute(0x03, Entry.STRING, "signed")
                .attribute(
                        0x49,
                        0x20,
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(0x1234_5678_9abcL)
                                .array());
        Entry holder = struct("holder", 64).child(member("far", 8, LIST).typeBy(Entry.REF_ADDR, LIST), bySignature);
        for (boolean wide : new boolean[] {false, true}) {
            StructLayouts layouts = Layouts.of(
                    new DwarfBuilder(5, wide).unit(holder).unit(LONG, LIST).typeUnit(0x1234_5678_9abcL, row, size));

            assertThat(layouts.memberOffset("holder", "far.prev")).hasValue(16);
            assertThat(layouts.memberOffset("holder", "signed.size")).hasValue(16);
        }
    }

    @Test
    void negativeUpperBoundMeansNoElements() throws MalformedFileException {
        Entry range = Entry.of(0x21).attribute(0x2f, Entry.IMPLICIT_CONST, -1L);
        Entry none = Entry.of(0x01).attribute(0x49, Entry.REF4, LONG).child(range);
        StructLayouts layouts = Layouts.of(
                new DwarfBuilder(5, false).unit(LONG, none, struct("s", 8).child(member("z", 8, none))));

        assertThat(layouts.memberSize("s", "z")).hasValue(0);
    }

    @Test
    void relocatesSectionsOfModules() throws MalformedFileException {
        // the name is 0 in the section; the relocation has its offset in .debug_str
        Entry named = Entry.of(0x13).attribute(0x03, 0x0e, new byte[4]).attribute(0x0b, Entry.UDATA, 48L);
        Map<String, byte[]> sections = new DwarfBuilder(5, false).unit(named).sections();
        sections.put(".debug_str", "\0something\0module\0".getBytes(StandardCharsets.US_ASCII));
        int nameAt = 12 + 1 + 1;
        byte[] file = new SectionFileWriter(SectionFileWriter.RELOCATABLE)
                .sections(sections)
                .relocations(".debug_info", 8, 0, nameAt, 11)
                .file();

        assertThat(Layouts.of(file).size("module")).hasValue(48);
        assertThat(Layouts.of(file).size("something")).isEmpty();
    }

    @Test
    void rejectsUnsortedRelocations() {
        Map<String, byte[]> sections =
                new DwarfBuilder(5, false).unit(LONG, LIST).sections();
        byte[] file = new SectionFileWriter(SectionFileWriter.RELOCATABLE)
                .sections(sections)
                .relocations(".debug_info", 30, 0, 8, 0)
                .file();

        assertThatThrownBy(() -> Layouts.of(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(".rela.debug_info is not sorted");
    }

    @Test
    void strippedImageHasNoLayouts() throws MalformedFileException {
        byte[] file = new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(Map.of(".text", new byte[8]))
                .file();

        assertThat(StructLayouts.of(ElfFile.open(TestSource.of(file)))).isEmpty();
    }

    @Test
    void skipsUnitsOfUnknownVersions() throws MalformedFileException {
        Map<String, byte[]> sections =
                new DwarfBuilder(5, false).unit(LONG).unit(LONG, LIST).sections();
        ByteBuffer.wrap(sections.get(".debug_info"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(4, (short) 6);

        assertThat(Layouts.of(sections).size("list_head")).isEqualTo(OptionalLong.of(16));
    }
}
