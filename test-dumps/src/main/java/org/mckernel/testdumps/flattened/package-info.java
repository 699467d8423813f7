/**
 * The flattened stream format of makedumpfile: a file cut into records in any order.
 *
 * <p>Begin with {@link org.mckernel.testdumps.flattened.FlattenedWriter}.
 */
package org.mckernel.testdumps.flattened;
