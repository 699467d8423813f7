package org.mckernel.dump.dwarf;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.dwarf.unit.Die;

/**
 * A function, or a call that the compiler built into one, at an address.
 *
 * @param name of the function called
 * @param inlined true for a call built in
 * @param callSite where that call stands in the sources; empty for a real function
 * @param blocks entries that variables are in, innermost first; the last is the function or call itself
 */
public record CodeScope(String name, boolean inlined, Optional<SourceLine> callSite, List<Die> blocks) {
    public CodeScope {
        blocks = List.copyOf(blocks);
    }
}
