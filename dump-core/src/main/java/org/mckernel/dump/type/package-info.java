/**
 * Types of C as debug information describes them, and their text as gdb writes it.
 *
 * <p>Begin with {@link org.mckernel.dump.type.CType}; {@link org.mckernel.dump.type.TypeCatalog} finds one by name.
 */
package org.mckernel.dump.type;
