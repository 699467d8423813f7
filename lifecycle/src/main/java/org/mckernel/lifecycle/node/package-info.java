/**
 * What a node is, real or simulated: the states of an instance, what may be done in each, and plans of steps that can
 * be undone.
 */
package org.mckernel.lifecycle.node;
