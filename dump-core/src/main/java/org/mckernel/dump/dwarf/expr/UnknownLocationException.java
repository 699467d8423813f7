package org.mckernel.dump.dwarf.expr;

/** A location depends on something unknown; the message names it in a few words. */
public final class UnknownLocationException extends Exception {
    private static final long serialVersionUID = 1;

    public UnknownLocationException(String why) {
        super(why, null, false, false);
    }
}
