package org.mckernel.dump.address;

/** A virtual address that is not mapped. */
public final class UnmappedAddressException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long address;

    public UnmappedAddressException(long address, String why) {
        super("virtual address 0x%x is not mapped: %s".formatted(address, why));
        this.address = address;
    }

    public long address() {
        return address;
    }
}
