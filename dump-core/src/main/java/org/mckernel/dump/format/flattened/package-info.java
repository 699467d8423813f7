/**
 * Flattened dumps: a dump file as a stream of records "these bytes belong at that offset", as makedumpfile writes to a
 * pipe and QEMU for its kdump formats.
 *
 * <p>{@link org.mckernel.dump.format.flattened.FlattenedSource} shows such a stream as the file it represents, in
 * place: nothing is rearranged on disk. The format of the file (ELF or kdump-compressed) is then recognised from that
 * source.
 */
package org.mckernel.dump.format.flattened;
