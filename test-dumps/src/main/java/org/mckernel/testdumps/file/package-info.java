/**
 * What every writer needs: {@link org.mckernel.testdumps.file.SparseFile} puts bytes at offsets and leaves holes,
 * {@link org.mckernel.testdumps.file.StructBuilder} lays out fields, {@link org.mckernel.testdumps.file.FileLayout}
 * gives the caller the offset of each part of the file.
 */
package org.mckernel.testdumps.file;
