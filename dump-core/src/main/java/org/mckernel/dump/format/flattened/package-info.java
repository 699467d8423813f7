/**
 * Flattened dumps: a dump file as a stream of records "these bytes belong at that offset", as makedumpfile writes to a
 * pipe and QEMU for its kdump formats.
 *
 * <p>{@link org.mckernel.dump.format.flattened.FlattenedSource} shows such a stream as the file it stands for, in
 * place: nothing is rearranged on disk. What the file is (ELF or kdump-compressed) is then recognised on that source.
 */
package org.mckernel.dump.format.flattened;
