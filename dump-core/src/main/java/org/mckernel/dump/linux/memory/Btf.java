package org.mckernel.dump.linux.memory;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The kernel's type information in BTF, limited to what offsets of structure members need. The layout is that of the
 * kernel's {@code uapi/linux/btf.h}: a header, type records numbered from 1, and strings.
 */
public final class Btf implements StructOffsets {
    /** Limit, above any kernel's BTF (5 to 10 MiB). */
    static final int MAX_BYTES = 64 << 20;

    private static final int MAGIC = 0xeb9f;
    private static final int HEADER = 24;
    private static final int TYPE = 12;
    private static final int MEMBER = 12;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int TYPEDEF = 8;
    private static final int TYPE_TAG = 18;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_MEMBERS = 1 << 16;

    private final ByteBuffer bytes;
    private final int stringsAt;
    private final int stringsEnd;
    private final int[] types;

    private Btf(ByteBuffer bytes, int stringsAt, int stringsEnd, int[] types) {
        this.bytes = bytes;
        this.stringsAt = stringsAt;
        this.stringsEnd = stringsEnd;
        this.types = types;
    }

    /**
     * Reads the BTF between the kernel's symbols {@code __start_BTF} and {@code __stop_BTF}.
     *
     * @throws LinuxSideException when it is absent or is not BTF
     */
    public static Btf read(KernelMemory memory, long start, long stop) throws LinuxSideException {
        long size = stop - start;
        if (size < HEADER || size > MAX_BYTES) {
            throw new LinuxSideException(
                    "BTF at 0x%x: expected %d to %d bytes, found %d".formatted(start, HEADER, MAX_BYTES, size));
        }
        return parse(memory.bytes(start, (int) size).toArray(ValueLayout.JAVA_BYTE));
    }

    /** Checks the sections' bounds and indexes the types. */
    static Btf parse(byte[] content) throws LinuxSideException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < HEADER || Short.toUnsignedInt(bytes.getShort(0)) != MAGIC) {
            throw new LinuxSideException("BTF: expected the magic 0xeb9f and a header of %d bytes, found %d bytes"
                    .formatted(HEADER, content.length));
        }
        long header = Integer.toUnsignedLong(bytes.getInt(4));
        int typesAt = section(bytes, header, 8, "types");
        int typesEnd = typesAt + bytes.getInt(12);
        int stringsAt = section(bytes, header, 16, "strings");
        return new Btf(bytes, stringsAt, stringsAt + bytes.getInt(20), index(bytes, typesAt, typesEnd));
    }

    private static int section(ByteBuffer bytes, long header, int field, String what) throws LinuxSideException {
        long offset = header + Integer.toUnsignedLong(bytes.getInt(field));
        long length = Integer.toUnsignedLong(bytes.getInt(field + 4));
        if (offset + length > bytes.capacity()) {
            throw new LinuxSideException(
                    "BTF: its %s end at %d, after its %d bytes".formatted(what, offset + length, bytes.capacity()));
        }
        return (int) offset;
    }

    private static int[] index(ByteBuffer bytes, int typesAt, int typesEnd) throws LinuxSideException {
        int[] types = new int[(typesEnd - typesAt) / 24 + 16];
        int count = 1;
        int at = typesAt;
        while (at < typesEnd) {
            if (typesEnd - at < TYPE) {
                throw new LinuxSideException("BTF: type %d at %d is truncated".formatted(count, at));
            }
            if (count == types.length) {
                types = Arrays.copyOf(types, 2 * count);
            }
            types[count++] = at;
            int info = bytes.getInt(at + 4);
            long tail = tail(info >>> 24 & 0x1f, info & 0xffff);
            if (tail < 0 || tail > typesEnd - at - TYPE) {
                throw new LinuxSideException(
                        "BTF: type %d at %d has an unknown kind or size, info 0x%x".formatted(count - 1, at, info));
            }
            at += TYPE + (int) tail;
        }
        return Arrays.copyOf(types, count);
    }

    /** Bytes after the common part of a type record, or −1 for an unknown kind. */
    private static long tail(int kind, int elements) {
        return switch (kind) {
            case 2, 7, TYPEDEF, 9, 10, 11, 12, 16, TYPE_TAG -> 0; // pointer, forward, qualifiers, function, float
            case 1, 14, 17 -> 4; // integer, variable, declaration tag
            case 3 -> 12; // array
            case 6, 13 -> 8L * elements; // enumeration, function prototype
            case STRUCT, UNION, 15, 19 -> 12L * elements; // structures, data section, 64-bit enumeration
            default -> -1;
        };
    }

    @Override
    public OptionalLong offset(String struct, String memberPath) {
        int name = stringOffset(struct);
        String[] path = memberPath.split("\\.");
        for (int type = 1; name > 0 && type < types.length; type++) {
            int at = types[type];
            if (bytes.getInt(at) == name && kind(at) == STRUCT) {
                long bits = member(type, path, 0, 0, new int[] {MAX_MEMBERS});
                if (bits >= 0 && bits % 8 == 0) {
                    return OptionalLong.of(bits / 8);
                }
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Bit offset of {@code path} from its {@code step} on in a type, or −1; {@code left} limits the number of members
     * examined.
     */
    private long member(int type, String[] path, int step, int depth, int[] left) {
        int at = aggregate(type);
        if (at < 0 || depth > MAX_DEPTH) {
            return -1;
        }
        int info = bytes.getInt(at + 4);
        boolean withBitfields = info < 0;
        for (int i = 0; i < (info & 0xffff) && left[0] > 0; i++) {
            left[0]--;
            int memberAt = at + TYPE + MEMBER * i;
            int nameAt = bytes.getInt(memberAt);
            long offset =
                    Integer.toUnsignedLong(bytes.getInt(memberAt + 8)) & (withBitfields ? 0xff_ffff : 0xffff_ffffL);
            long inner = -1;
            if (nameAt == 0) {
                inner = member(bytes.getInt(memberAt + 4), path, step, depth + 1, left);
            } else if (isString(nameAt, path[step])) {
                inner = step + 1 == path.length
                        ? 0
                        : member(bytes.getInt(memberAt + 4), path, step + 1, depth + 1, left);
            }
            if (inner >= 0) {
                return offset + inner;
            }
        }
        return -1;
    }

    /** Offset of the structure or union record without typedefs and qualifiers, or −1. */
    private int aggregate(int type) {
        int id = type;
        for (int i = 0; i < MAX_DEPTH && id > 0 && id < types.length; i++) {
            int at = types[id];
            switch (kind(at)) {
                case STRUCT, UNION -> {
                    return at;
                }
                case TYPEDEF, 9, 10, 11, TYPE_TAG -> id = bytes.getInt(at + 8);
                default -> {
                    return -1;
                }
            }
        }
        return -1;
    }

    private int kind(int at) {
        return bytes.getInt(at + 4) >>> 24 & 0x1f;
    }

    private boolean isString(int nameAt, String text) {
        long at = stringsAt + Integer.toUnsignedLong(nameAt);
        if (at + text.length() >= stringsEnd || bytes.get((int) at + text.length()) != 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes.get((int) at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Offset of a string in the string section; the kernel's BTF contains each only once. */
    private int stringOffset(String text) {
        byte[] name = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = stringsAt + 1; at + name.length < stringsEnd; at++) {
            if (bytes.get(at) == name[0]
                    && bytes.get(at - 1) == 0
                    && bytes.get(at + name.length) == 0
                    && bytes.slice(at, name.length).equals(ByteBuffer.wrap(name))) {
                return at - stringsAt;
            }
        }
        return -1;
    }
}
