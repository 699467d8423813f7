/** The Linux of a node: its files, and the programs that change it. A directory can stand for a whole node. */
package org.mckernel.lifecycle.host;
