/**
 * The subcommands of {@code mck} that work on a node: options in, one plan or one answer out.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.cli.NodeCommand}, which all of them extend;
 * {@link org.mckernel.lifecycle.cli.Nodes} chooses the node.
 */
package org.mckernel.lifecycle.cli;
