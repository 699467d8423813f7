/** ELF64 headers, sections, segments, notes and symbols, of images and of containers. */
package org.mckernel.dump.elf;
