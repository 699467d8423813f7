/**
 * Linux's modules in memory: the list, where a module's sections and symbols are.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.module.ModuleList}.
 */
package org.mckernel.dump.linux.module;
