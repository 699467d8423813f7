/** A machine's memory written down as text, so that a test shows at a glance what stands where. */
package org.mckernel.testdumps.text;
