/**
 * What a user asks for: the options of a boot, parsed by a strict grammar before anything is changed.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.request.BootRequest}; {@link org.mckernel.lifecycle.request.CpuList}
 * and {@link org.mckernel.lifecycle.request.MemoryList} are its parts.
 */
package org.mckernel.lifecycle.request;
