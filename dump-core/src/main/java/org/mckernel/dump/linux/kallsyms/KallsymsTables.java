package org.mckernel.dump.linux.kallsyms;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Virtual addresses of kallsyms' tables.
 *
 * @param names compressed names, consecutive
 * @param count number of symbols
 * @param tokenTable strings that names consist of
 * @param tokenIndex 256 16-bit offsets in {@code tokenTable}
 * @param addresses 64-bit addresses or 32-bit offsets, one per symbol
 * @param absolute true if {@code addresses} contains 64-bit addresses
 * @param base value that offsets are relative to; empty when the kernel has none
 */
public record KallsymsTables(
        long names, long count, long tokenTable, long tokenIndex, long addresses, boolean absolute, OptionalLong base) {
    /** Limit, above the number of symbols of any kernel. */
    static final long MAX_SYMBOLS = 1 << 24;

    /**
     * The tables that VMCOREINFO names (Linux 6.0 and kernels with a backport); empty when it names none.
     *
     * @throws LinuxSideException when it names only some, or when they cannot be read
     */
    public static KallsymsTables of(KernelMemory memory, Vmcoreinfo info) throws LinuxSideException {
        List<String> missing = new ArrayList<>();
        long names = named(info, "kallsyms_names", missing);
        long countAt = named(info, "kallsyms_num_syms", missing);
        long tokenTable = named(info, "kallsyms_token_table", missing);
        long tokenIndex = named(info, "kallsyms_token_index", missing);
        OptionalLong offsets = info.symbol("kallsyms_offsets");
        OptionalLong absolute = info.symbol("kallsyms_addresses");
        if (offsets.isEmpty() && absolute.isEmpty()) {
            missing.add("kallsyms_offsets");
        }
        if (!missing.isEmpty()) {
            throw new LinuxSideException("VMCOREINFO does not name " + String.join(", ", missing));
        }
        long count = memory.u32(countAt);
        if (count == 0 || count > MAX_SYMBOLS) {
            throw new LinuxSideException(
                    "kallsyms_num_syms at 0x%x: expected 1 to %d, found %d".formatted(countAt, MAX_SYMBOLS, count));
        }
        OptionalLong baseAt = info.symbol("kallsyms_relative_base");
        OptionalLong base = baseAt.isPresent() ? OptionalLong.of(memory.i64(baseAt.getAsLong())) : OptionalLong.empty();
        return new KallsymsTables(
                names,
                count,
                tokenTable,
                tokenIndex,
                offsets.isPresent() ? offsets.getAsLong() : absolute.getAsLong(),
                offsets.isEmpty(),
                base);
    }

    private static long named(Vmcoreinfo info, String name, List<String> missing) {
        OptionalLong address = info.symbol(name);
        if (address.isEmpty()) {
            missing.add(name);
        }
        return address.orElse(0);
    }

    /** Virtual address of a symbol's entry in {@link #addresses}. */
    long entry(long index) {
        return addresses + index * (absolute ? 8 : 4);
    }
}
