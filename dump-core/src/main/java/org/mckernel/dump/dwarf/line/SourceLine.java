package org.mckernel.dump.dwarf.line;

/**
 * A source line.
 *
 * @param file file name from the compiler, without its directory
 * @param line from 1; 0 for code without a line
 */
public record SourceLine(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
