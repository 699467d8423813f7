package org.mckernel.dump.arch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What registers hold at one point of a program, by DWARF number; an unknown register is absent. Immutable.
 *
 * <p>In a calling frame, call-clobbered registers are unknown. The value that the callee found is kept separately: a
 * compiler that knows that the callee does not change the register keeps variables in it.
 */
public final class Registers {
    private final Map<Integer, Long> values;
    private final Map<Integer, Long> carried;

    private Registers(Map<Integer, Long> values, Map<Integer, Long> carried) {
        this.values = values;
        this.carried = carried;
    }

    /** Of these numbers and values. */
    public static Registers of(Map<Integer, Long> values) {
        return of(values, Map.of());
    }

    /**
     * Of these numbers and values.
     *
     * @param carried values of others that calls may have changed
     */
    public static Registers of(Map<Integer, Long> values, Map<Integer, Long> carried) {
        return new Registers(Map.copyOf(values), Map.copyOf(carried));
    }

    /** The value of the register with that DWARF number. */
    public OptionalLong get(int dwarf) {
        Long value = values.get(dwarf);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The value, else what the called function found in the register. */
    public OptionalLong getOrCarried(int dwarf) {
        Long value = values.getOrDefault(dwarf, carried.get(dwarf));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Only the registers that are known. */
    public Registers certain() {
        return new Registers(values, Map.of());
    }

    /** The same with one register set. */
    public Registers with(int dwarf, long value) {
        Map<Integer, Long> changed = new HashMap<>(values);
        changed.put(dwarf, value);
        return of(changed, carried);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
