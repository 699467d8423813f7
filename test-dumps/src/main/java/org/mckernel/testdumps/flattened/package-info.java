/** The flattened stream format of makedumpfile: a file cut into records that may come in any order. */
package org.mckernel.testdumps.flattened;
