/** A machine's memory written down as text, so that a test shows at a glance what is where. */
package org.mckernel.testdumps.text;
