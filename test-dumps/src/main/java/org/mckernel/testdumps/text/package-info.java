/**
 * A machine's memory as text, so that a test shows at a glance what is where.
 *
 * <p>Begin with {@link org.mckernel.testdumps.text.MachineText}.
 */
package org.mckernel.testdumps.text;
