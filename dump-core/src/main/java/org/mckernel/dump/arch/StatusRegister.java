package org.mckernel.dump.arch;

import java.util.List;

/**
 * The register of flags and processor state, and the names of its bits, as gdb spells them.
 *
 * @param dwarf number of the register
 * @param fields from the lowest bit up
 */
public record StatusRegister(int dwarf, List<Field> fields) {
    /**
     * One or more bits with a name.
     *
     * @param shift the lowest of them
     * @param width how many
     */
    public record Field(String name, int shift, int width) {}

    public StatusRegister {
        fields = List.copyOf(fields);
    }

    /** Names of the flags that are set, and fields of several bits with their values: {@code [ EL=1 F I Z ]}. */
    public String text(long value) {
        StringBuilder text = new StringBuilder("[");
        for (Field field : fields) {
            long bits = value >>> field.shift() & (1L << field.width()) - 1;
            if (field.width() > 1) {
                text.append(' ').append(field.name()).append('=').append(bits);
            } else if (bits != 0) {
                text.append(' ').append(field.name());
            }
        }
        return text.append(" ]").toString();
    }
}
