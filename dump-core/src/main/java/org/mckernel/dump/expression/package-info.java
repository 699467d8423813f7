/**
 * C expressions over a dump's memory, in gdb's syntax, and their values as gdb prints them.
 *
 * <p>Begin with {@link org.mckernel.dump.expression.Expression}; {@link org.mckernel.dump.expression.ValueText} prints.
 */
package org.mckernel.dump.expression;
