/**
 * What a conversion will write, known before the first page is read: chunks, and how much of each the vmcore holds.
 *
 * <p>Begin with {@link org.mckernel.converter.plan.ConversionPlan}.
 */
package org.mckernel.converter.plan;
