/**
 * What every writer needs: {@link org.mckernel.testdumps.file.SparseFile} puts bytes at offsets and leaves holes,
 * {@link org.mckernel.testdumps.file.StructBuilder} lays out fields, {@link org.mckernel.testdumps.file.FileLayout}
 * tells the caller which part of the file stands where.
 */
package org.mckernel.testdumps.file;
