/**
 * A stand-in for IHK's driver in this process: requests by number, arguments by address, its own idea of every layout.
 */
package org.mckernel.testdumps.ihk;
