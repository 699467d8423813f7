/**
 * What plans and changes of a node work on: its Linux, IHK and its installation, and what the last boot left.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.ihk.context.NodeContext}.
 */
package org.mckernel.lifecycle.ihk.context;
