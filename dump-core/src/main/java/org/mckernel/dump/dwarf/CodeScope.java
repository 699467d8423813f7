package org.mckernel.dump.dwarf;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.dwarf.unit.Die;

/**
 * A function or inlined call at an address.
 *
 * @param name of the function called
 * @param inlined true for an inlined call
 * @param callSite source line of that call; empty for a function that is not inlined
 * @param blocks entries that variables are in, innermost first; the last is the function or call itself
 */
public record CodeScope(String name, boolean inlined, Optional<SourceLine> callSite, List<Die> blocks) {
    public CodeScope {
        blocks = List.copyOf(blocks);
    }
}
