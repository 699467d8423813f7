/**
 * What the build writes for the archive: manual pages and bash completion from the commands' own descriptions, and
 * the build's name. Nothing of it is shipped.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.distribution.DistributionFiles}.
 */
package org.mckernel.lifecycle.distribution;
