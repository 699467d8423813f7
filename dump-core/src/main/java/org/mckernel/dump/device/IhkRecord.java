package org.mckernel.dump.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Structures that requests carry, as 64-bit kernels of both architectures lay them out. */
public enum IhkRecord {
    /** Some CPUs. */
    CPUS(16, new Field("cpus", 0, 8), new Field("count", 8, 4)),
    /** Some memory. The last three matter only where memory is taken from Linux. */
    MEMORY(
            32,
            new Field("sizes", 0, 8),
            new Field("nodes", 8, 8),
            new Field("count", 16, 4),
            new Field("least", 20, 4),
            new Field("ratio", 24, 4),
            new Field("seconds", 28, 4)),
    /** Who receives whose messages. */
    ROUTES(24, new Field("sources", 0, 8), new Field("destinations", 8, 8), new Field("count", 16, 4)),
    /** What drivers up to 2018 take instead of the three above: text, its length without the NUL. */
    TEXT(16, new Field("text", 0, 8), new Field("length", 8, 4)),
    /** What to do about a dump. */
    DUMP(
            64,
            new Field("command", 0, 4),
            new Field("level", 4, 4),
            new Field("start", 8, 8),
            new Field("size", 16, 8),
            new Field("buffer", 24, 8));

    /**
     * A member.
     *
     * @param name how it is called here
     * @param offset bytes before it
     * @param width 4 or 8
     */
    public record Field(String name, int offset, int width) {}

    private final int size;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final List<Field> fields;

    IhkRecord(int size, Field... fields) {
        this.size = size;
        this.fields = List.of(fields);
    }

    /** Bytes. */
    public int size() {
        return size;
    }

    /** Its members, without padding. */
    public List<Field> fields() {
        return fields;
    }

    /** A record of zeros. */
    public MemorySegment allocate(Arena arena) {
        return arena.allocate(size, 8);
    }

    /** Sets a member. */
    public void set(MemorySegment memory, String field, long value) {
        Field f = field(field);
        if (f.width() == 4) {
            memory.set(ValueLayout.JAVA_INT, f.offset(), (int) value);
        } else {
            memory.set(ValueLayout.JAVA_LONG, f.offset(), value);
        }
    }

    /** Reads a member; those of 4 bytes are signed. */
    public long get(MemorySegment memory, String field) {
        Field f = field(field);
        return f.width() == 4
                ? memory.get(ValueLayout.JAVA_INT, f.offset())
                : memory.get(ValueLayout.JAVA_LONG, f.offset());
    }

    private Field field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }
}
