/**
 * Linux's modules in memory: the list, and the sections and symbols of a module.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.module.ModuleList}.
 */
package org.mckernel.dump.linux.module;
