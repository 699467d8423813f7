package org.mckernel.dump.unwind;

import java.util.Optional;
import org.mckernel.dump.dwarf.CodeScope;

/**
 * One line of a backtrace.
 *
 * @param number from 0, the innermost
 * @param function name; empty when no symbol covers the address
 * @param offset how far the address is behind the function's start
 * @param source file and line, without folders
 * @param inlined true for a call that the compiler built into the frame above
 * @param frame the frame it belongs to
 * @param scope the function or call in debug information, if there is some
 */
public record CodeFrame(
        int number,
        String function,
        long offset,
        Optional<String> source,
        boolean inlined,
        Frame frame,
        Optional<CodeScope> scope) {}
