/**
 * A stand-in for IHK's driver in this process: requests by number, arguments by address, layouts of its own.
 *
 * <p>Begin with {@link org.mckernel.testdumps.ihk.StandInIhk}.
 */
package org.mckernel.testdumps.ihk;
