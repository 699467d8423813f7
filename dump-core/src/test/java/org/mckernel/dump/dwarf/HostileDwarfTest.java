package org.mckernel.dump.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mckernel.testdumps.dwarf.Entry.base;
import static org.mckernel.testdumps.dwarf.Entry.member;
import static org.mckernel.testdumps.dwarf.Entry.struct;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.Entry;

class HostileDwarfTest {
    private static final int TYPEDEF = 0x16;
    private static final int ARRAY = 0x01;
    private static final int TYPE = 0x49;

    private static Map<String, byte[]> small(boolean wide) {
        Entry number = base("long", 8);
        Entry inner = struct("inner", 16).child(member("a", 0, number), member("b", 8, number));
        Entry rows = Entry.array(inner, 4);
        return new DwarfBuilder(5, wide)
                .withSiblings()
                .unit(number, inner)
                .unit(number, inner, rows, struct("outer", 100).child(member("rows", 8, rows), member(null, 80, inner)))
                .sections();
    }

    private static void queryEverything(Map<String, byte[]> sections) throws MalformedFileException {
        StructLayouts layouts = Layouts.of(sections);
        layouts.size("inner");
        layouts.memberOffset("outer", "rows[2].b");
        layouts.memberSize("outer", "b");
        layouts.size("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {".debug_info", ".debug_abbrev", ".debug_str"})
    void reportsTruncationAnywhere(String section) {
        for (boolean wide : new boolean[] {false, true}) {
            byte[] whole = small(wide).get(section);
            for (int length = 1; length < whole.length; length++) {
                Map<String, byte[]> sections = small(wide);
                sections.put(section, Arrays.copyOf(whole, length));
                onlyMalformed(() -> queryEverything(sections));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".debug_info", ".debug_abbrev"})
    void damagedBytesGiveResultOrMalformedFile(String section) {
        Random random = new Random(20261123);
        for (int round = 0; round < 4000; round++) {
            Map<String, byte[]> sections = small((round & 1) != 0);
            byte[] bytes = sections.get(section);
            for (int i = 0; i <= round % 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            onlyMalformed(() -> queryEverything(sections));
        }
    }

    /** Passes when the call returns or throws a documented error; anything else fails the test. */
    private static void onlyMalformed(ThrowingCallable call) {
        try {
            call.call();
        } catch (Throwable e) {
            assertThat(e).isInstanceOf(MalformedFileException.class);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    @Test
    void typedefsThatNameEachOther() throws MalformedFileException {
        Entry first = Entry.of(TYPEDEF);
        Entry second = Entry.typedef("second", first);
        first.attribute(TYPE, Entry.REF4, second);
        StructLayouts layouts = Layouts.of(
                new DwarfBuilder(5, false).unit(first, second, struct("s", 8).child(member("m", 0, second))));

        assertThatThrownBy(() -> layouts.memberSize("s", "m"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("or a cycle");
        assertThatThrownBy(() -> layouts.size("second")).isInstanceOf(MalformedFileException.class);
    }

    @Test
    void anArrayOfItself() throws MalformedFileException {
        Entry array = Entry.of(ARRAY);
        array.attribute(TYPE, Entry.REF4, array).child(Entry.of(0x21).attribute(0x2f, Entry.UDATA, 3L));
        StructLayouts layouts =
                Layouts.of(new DwarfBuilder(5, false).unit(array, struct("s", 8).child(member("m", 0, array))));

        assertThatThrownBy(() -> layouts.memberSize("s", "m"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("array of arrays");
    }

    @Test
    void anonymousStructuresInsideThemselves() throws MalformedFileException {
        Entry one = struct(null, 8);
        Entry other = struct(null, 8).child(member(null, 0, one), member(null, 0, one));
        one.child(member(null, 0, other), member(null, 0, other), member(null, 0, one));
        StructLayouts layouts = Layouts.of(
                new DwarfBuilder(5, false).unit(one, other, struct("s", 8).child(member(null, 0, one))));

        assertThat(layouts.memberOffset("s", "m")).isEmpty();
    }

    @Test
    void arraysLargerThanAnyMachine() throws MalformedFileException {
        Entry number = base("long", 8);
        Entry array = Entry.array(number, 1L << 39, 1L << 39, 1L << 39);
        Entry tooFar = Entry.array(number, Long.MIN_VALUE);
        StructLayouts layouts = Layouts.of(new DwarfBuilder(5, false)
                .unit(
                        number,
                        array,
                        tooFar,
                        struct("s", 8).child(member("m", 0, array), member("n", 0, tooFar), member("o", -9, number))));

        for (String path : new String[] {"m", "m[9][9][9]", "n", "n[1]", "o"}) {
            assertThatThrownBy(() -> layouts.memberSize("s", path))
                    .as(path)
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("0 to 2^40");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffff_fff0L, 0xffff_fffeL, 0x7fff_ffffL})
    void invalidUnitLengths(long length) {
        Map<String, byte[]> sections = small(false);
        ByteBuffer.wrap(sections.get(".debug_info"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, (int) length);

        assertThatThrownBy(() -> queryEverything(sections))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("unit length at .debug_info+0x0");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0})
    void invalid64BitUnitLengths(long length) {
        Map<String, byte[]> sections = small(true);
        ByteBuffer.wrap(sections.get(".debug_info"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(4, length);

        assertThatThrownBy(() -> queryEverything(sections))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("unit length at .debug_info+0x0");
    }

    @Test
    void numbersWithTooManyBits() throws MalformedFileException {
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xff);
        StructLayouts layouts =
                Layouts.of(new DwarfBuilder(5, false).unit(Entry.of(0x13).attribute(0x09, 0x09, endless)));

        assertThatThrownBy(() -> layouts.size("s"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("LEB128 number at .debug_info+0xe: expected at most 64 bits");
    }

    @Test
    void backwardSiblingReference() {
        Map<String, byte[]> sections = new DwarfBuilder(5, false)
                .withSiblings()
                .unit(Entry.of(0x2e).child(base("int", 4)), base("long", 8))
                .sections();
        // header of 12 bytes, the unit's code, the entry's code, then the reference
        Arrays.fill(sections.get(".debug_info"), 14, 18, (byte) 0);

        assertThatThrownBy(() -> Layouts.of(sections).size("s"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("sibling at .debug_info+0xe");
    }
}
