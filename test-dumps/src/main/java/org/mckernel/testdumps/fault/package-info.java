/** Damage to files, chosen by the test: cut short, bits flipped, fields overwritten. */
package org.mckernel.testdumps.fault;
