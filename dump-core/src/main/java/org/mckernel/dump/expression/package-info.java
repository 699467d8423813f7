/**
 * Expressions of C over a dump's memory, as gdb's users write them, and their values as gdb prints them.
 *
 * <p>Begin with {@link org.mckernel.dump.expression.Expression}; {@link org.mckernel.dump.expression.ValueText} prints.
 */
package org.mckernel.dump.expression;
