/**
 * What the dump is, what is missing from it, and what is wrong in it.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.overview.OverviewCommands}.
 */
package org.mckernel.eclair.command.overview;
