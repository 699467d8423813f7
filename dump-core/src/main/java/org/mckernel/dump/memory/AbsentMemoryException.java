package org.mckernel.dump.memory;

/** Memory that a walk needs and that is not in the dump. */
public final class AbsentMemoryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long address;
    private final Presence presence;

    /**
     * @param address the first absent physical address
     * @param presence why it is absent
     */
    public AbsentMemoryException(long address, Presence presence) {
        super("physical address 0x%x is %s".formatted(address, presence.label()));
        this.address = address;
        this.presence = presence;
    }

    public long address() {
        return address;
    }

    public Presence presence() {
        return presence;
    }
}
