package org.mckernel.dump.kernel;

/** A variable or structure of the kernel that is unavailable: a symbol, debug information or memory is missing. */
public final class KernelDataException extends Exception {
    private static final long serialVersionUID = 1L;

    public KernelDataException(String message) {
        super(message);
    }
}
