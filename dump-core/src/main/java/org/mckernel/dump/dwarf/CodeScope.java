package org.mckernel.dump.dwarf;

import java.util.Optional;

/**
 * A function, or a call that the compiler built into one, at an address.
 *
 * @param name of the function called
 * @param inlined true for a call built in
 * @param callSite where that call stands in the sources; empty for a real function
 */
public record CodeScope(String name, boolean inlined, Optional<SourceLine> callSite) {}
