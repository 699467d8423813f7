package org.mckernel.dump.arch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What registers hold at one point of a program, by DWARF number; a register that is not known is absent. Immutable. */
public final class Registers {
    private final Map<Integer, Long> values;

    private Registers(Map<Integer, Long> values) {
        this.values = values;
    }

    /** Of these numbers and values. */
    public static Registers of(Map<Integer, Long> values) {
        return new Registers(Map.copyOf(values));
    }

    /** The value of the register with that DWARF number. */
    public OptionalLong get(int dwarf) {
        Long value = values.get(dwarf);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The same with one register set. */
    public Registers with(int dwarf, long value) {
        Map<Integer, Long> changed = new HashMap<>(values);
        changed.put(dwarf, value);
        return new Registers(changed);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
