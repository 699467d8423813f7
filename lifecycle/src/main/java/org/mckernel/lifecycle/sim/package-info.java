/**
 * The simulated node: a machine as a description, and McKernel's memory written by a model instead of a running
 * kernel. All state is files in one directory; memory is rebuilt from the list of commands, with the same result
 * every time.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.sim.SimulatedNode}.
 */
package org.mckernel.lifecycle.sim;
