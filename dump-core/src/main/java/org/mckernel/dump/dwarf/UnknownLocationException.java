package org.mckernel.dump.dwarf;

/** A location depends on something that is not known; the message says on what, in a few words. */
final class UnknownLocationException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownLocationException(String why) {
        super(why, null, false, false);
    }
}
