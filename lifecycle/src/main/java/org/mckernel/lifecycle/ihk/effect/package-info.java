/**
 * Reversible changes of a node, one file each: what the change does, what its undoing needs, and the undoing.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.ihk.effect.ReversibleStep}.
 */
package org.mckernel.lifecycle.ihk.effect;
