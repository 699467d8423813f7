/**
 * What a node is, real or simulated: the states of an instance, what is allowed in each, and plans of steps that can
 * be undone.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.node.Node}; {@link org.mckernel.lifecycle.node.PlanRunner} executes a
 * {@link org.mckernel.lifecycle.node.Plan} and undoes it when a {@link org.mckernel.lifecycle.node.Step} fails.
 */
package org.mckernel.lifecycle.node;
