/** The sub-commands of {@code mck} that work on a node. */
package org.mckernel.lifecycle.cli;
