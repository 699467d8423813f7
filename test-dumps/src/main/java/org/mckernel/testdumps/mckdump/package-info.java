/** McKernel dumps as BFD laid them out, in each of the container's historical variants. */
package org.mckernel.testdumps.mckdump;
