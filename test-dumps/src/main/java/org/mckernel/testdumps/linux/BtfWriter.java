package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes type information in BTF (Linux, Documentation/bpf/btf.rst): a header of 24 bytes, the types, the strings.
 *
 * <p>Every method that adds a type returns its id; ids count from 1, and 0 is void.
 */
public final class BtfWriter {
    /** A member of a structure or union: {@code offset} in bytes. */
    public record Member(String name, int type, int offset) {}

    private static final int HEADER = 24;
    private static final int INT = 1;
    private static final int PTR = 2;
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int ENUM = 6;
    private static final int FWD = 7;
    private static final int TYPEDEF = 8;

    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private int last;

    public BtfWriter() {
        strings.write(0);
    }

    /** An unsigned integer of {@code size} bytes. */
    public int integer(String name, int size) {
        return type(name, INT, 0, size, size * 8);
    }

    /** A pointer. */
    public int pointer(int to) {
        return type("", PTR, 0, to);
    }

    /** An array. */
    public int array(int element, int indexType, int length) {
        return type("", ARRAY, 0, 0, element, indexType, length);
    }

    /** A structure; a nameless one when {@code name} is empty. */
    public int struct(String name, int size, Member... members) {
        return aggregate(name, STRUCT, size, members);
    }

    /** A union. */
    public int union(String name, int size, Member... members) {
        return aggregate(name, UNION, size, members);
    }

    /** Another name of a type. */
    public int typedef(String name, int type) {
        return type(name, TYPEDEF, 0, type);
    }

    /** An enumeration of the values 0, 1, ... */
    public int enumeration(String name, String... values) {
        int[] extra = new int[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            extra[2 * i] = string(values[i]);
            extra[2 * i + 1] = i;
        }
        return type(name, ENUM, values.length, 4, extra);
    }

    /** One of each kind that a reader of structures has to step over. */
    public BtfWriter everyOtherKind() {
        int number = integer("int", 4);
        int volatileType = type("", 9, 0, number);
        int constant = type("", 10, 0, volatileType);
        type("", 11, 0, constant);
        int prototype = type("", 13, 2, number, string("a"), number, 0, 0);
        type("a_function", 12, 1, prototype);
        int variable = type("a_variable", 14, 0, number, 1);
        type(".data..percpu", 15, 1, 4, variable, 0, 4);
        type("float", 16, 0, 4);
        type("a_tag", 17, 0, number, -1);
        type("user", 18, 0, number);
        type("an_enum64", 19, 1, 8, string("VALUE"), 7, 1);
        type("later", FWD, 0, 0);
        return this;
    }

    /** The whole blob. */
    public byte[] bytes() {
        ByteBuffer out =
                ByteBuffer.allocate(HEADER + types.size() + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0xeb9f)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(HEADER)
                .putInt(0)
                .putInt(types.size());
        out.putInt(types.size()).putInt(strings.size());
        return out.put(types.toByteArray()).put(strings.toByteArray()).array();
    }

    /** Writes the blob into the kernel's data, between {@code __start_BTF} and {@code __stop_BTF}. */
    public LinuxMachine writeTo(LinuxMachine machine) {
        byte[] blob = bytes();
        long at = machine.kernelData("__start_BTF", blob);
        return machine.symbol("__stop_BTF", at + blob.length);
    }

    private int aggregate(String name, int kind, int size, Member... members) {
        int[] extra = new int[3 * members.length];
        for (int i = 0; i < members.length; i++) {
            extra[3 * i] = string(members[i].name);
            extra[3 * i + 1] = members[i].type;
            extra[3 * i + 2] = members[i].offset * 8;
        }
        return type(name, kind, members.length, size, extra);
    }

    private int type(String name, int kind, int vlen, int sizeOrType, int... extra) {
        ByteBuffer out = ByteBuffer.allocate(12 + 4 * extra.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(string(name)).putInt(kind << 24 | vlen).putInt(sizeOrType);
        for (int word : extra) {
            out.putInt(word);
        }
        types.writeBytes(out.array());
        return ++last;
    }

    private int string(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int at = strings.size();
        strings.writeBytes((text + "\0").getBytes(US_ASCII));
        return at;
    }
}
