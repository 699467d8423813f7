/**
 * Expressions of DWARF (DWARF 5, 2.5), which compute where a value is; the only part that needs memory and registers.
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.expr.DwarfExpressionEvaluator}.
 */
package org.mckernel.dump.dwarf.expr;
