/** The Linux of a node: its files, and the programs that change it. A directory can replace a node in tests. */
package org.mckernel.lifecycle.host;
