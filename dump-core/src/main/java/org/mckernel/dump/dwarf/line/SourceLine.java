package org.mckernel.dump.dwarf.line;

/**
 * A place in the sources.
 *
 * @param file name as the compiler knew it, without its folder
 * @param line from 1; 0 for code of no line
 */
public record SourceLine(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
