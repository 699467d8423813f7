/** Memory of a machine that was never there: what the writers of this module turn into dump files. */
package org.mckernel.testdumps.memory;
