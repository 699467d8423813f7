/**
 * ELF64 headers, sections, segments, notes and symbols, of images and of containers.
 *
 * <p>{@link org.mckernel.dump.elf.ElfFile} is where to start: it reads the header and returns {@link
 * org.mckernel.dump.elf.ElfSection sections} and {@link org.mckernel.dump.elf.ElfSegment segments} one by one, as they
 * are asked for. {@link org.mckernel.dump.elf.ElfNotes} parses notes in any area (also in a kdump's sub-header), {@link
 * org.mckernel.dump.elf.ElfSymbolTable} gives symbols by index. Facts of this package are those of the System V ABI and
 * of {@code elf.h}; field names are theirs.
 */
package org.mckernel.dump.elf;
