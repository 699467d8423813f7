package org.mckernel.eclair.remote;

/**
 * One register of the target description.
 *
 * @param name as gdb's feature calls it
 * @param bytes width in packets
 * @param type as the description names it
 * @param dwarf its number in debug information; {@link #NEVER_SAVED} for one that no dump has
 */
record TargetRegister(String name, int bytes, String type, int dwarf) {
    static final int NEVER_SAVED = -1;
}
