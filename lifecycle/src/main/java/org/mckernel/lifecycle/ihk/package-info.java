/**
 * A node with IHK: boots and shuts down McKernel on it, step by step, under a journal. Each kind of change is a class
 * of its own that knows what undoing it needs.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.ihk.IhkNode}.
 */
package org.mckernel.lifecycle.ihk;
