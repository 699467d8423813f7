/**
 * The simulated node: a machine as a description, and McKernel's memory made by a model instead of running. All of its
 * state is files under one directory; memory is made again from the list of what was done, which always gives the same.
 */
package org.mckernel.lifecycle.sim;
