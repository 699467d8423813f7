package org.mckernel.dump.unwind;

import java.util.Optional;
import org.mckernel.dump.dwarf.CodeScope;

/**
 * One line of a backtrace.
 *
 * @param number from 0, the innermost
 * @param function name; empty when no symbol covers the address
 * @param offset offset of the address from the function's start
 * @param source file and line, without directories
 * @param inlined true for a call that is inlined into the frame above
 * @param frame the frame it belongs to
 * @param scope the function or inlined call in debug information, if available
 */
public record CodeFrame(
        int number,
        String function,
        long offset,
        Optional<String> source,
        boolean inlined,
        Frame frame,
        Optional<CodeScope> scope) {}
