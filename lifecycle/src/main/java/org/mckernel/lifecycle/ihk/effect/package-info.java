/** Reversible changes of a node, one file each: what the change does, what its undoing needs, and the undoing. */
package org.mckernel.lifecycle.ihk.effect;
