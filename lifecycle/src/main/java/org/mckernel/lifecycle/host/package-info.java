/**
 * The Linux of a node: its files, and the programs that change it. A directory can replace a node in tests.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.host.Host}.
 */
package org.mckernel.lifecycle.host;
