package org.mckernel.dump.linux.kallsyms;

/** How kallsyms stores the addresses of symbols. */
enum AddressForm {
    /** A table of 64-bit addresses (until Linux 6.10). */
    ABSOLUTE("absolute") {
        @Override
        long address(long stored, long entryAddress, long base) {
            return stored;
        }
    },
    /** Unsigned 32-bit distances from a base (Linux 4.6 to 6.19). */
    BASE_RELATIVE("base-relative") {
        @Override
        long address(long stored, long entryAddress, long base) {
            return base + stored;
        }
    },
    /** 32-bit values: an absolute address when positive, else one less than the negated distance (x86, 4.6 to 6.14). */
    ABSOLUTE_PERCPU("base-relative with absolute per-CPU symbols") {
        @Override
        long address(long stored, long entryAddress, long base) {
            int signed = (int) stored;
            return signed >= 0 ? signed : base - 1 - signed;
        }
    },
    /** Signed 32-bit distances from the entry itself (since Linux 7.0). */
    PLACE_RELATIVE("place-relative") {
        @Override
        long address(long stored, long entryAddress, long base) {
            return entryAddress + (int) stored;
        }
    };

    private final String label;

    AddressForm(String label) {
        this.label = label;
    }

    /** The text shown to users. */
    String label() {
        return label;
    }

    /**
     * Address of a symbol.
     *
     * @param stored the entry: 64 bits in an absolute table, else 32 bits zero-extended
     * @param entryAddress virtual address of the entry
     * @param base value of {@code kallsyms_relative_base}
     */
    abstract long address(long stored, long entryAddress, long base);

    /** Bytes of an entry. */
    int width() {
        return this == ABSOLUTE ? 8 : 4;
    }
}
