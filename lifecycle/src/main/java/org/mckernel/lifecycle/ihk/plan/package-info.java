/**
 * The steps of a boot and of a shutdown: what is checked before anything is changed, and the order of the changes.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.ihk.plan.BootPlan}.
 */
package org.mckernel.lifecycle.ihk.plan;
