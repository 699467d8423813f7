/**
 * Finding McKernel in a Linux vmcore: four strategies with one interface, tried in order until one succeeds.
 *
 * <p>{@link org.mckernel.dump.locate.Locator} runs them; a {@link org.mckernel.dump.locate.McKernelLocation} is what
 * they find, with the evidence; one that fails says why.
 */
package org.mckernel.dump.locate;
