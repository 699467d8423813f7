/**
 * What every writer needs to lay out a file.
 *
 * <p>Begin with {@link org.mckernel.testdumps.file.SparseFile}, which puts bytes at offsets and leaves holes;
 * {@link org.mckernel.testdumps.file.StructBuilder} lays out fields, {@link org.mckernel.testdumps.file.FileLayout}
 * gives the caller the offset of each part.
 */
package org.mckernel.testdumps.file;
