/**
 * What IHK can be asked to do, and two ways of asking: its programs, or its device files.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.driver.IhkDriver}; {@link org.mckernel.lifecycle.driver.ToolDriver} and
 * {@link org.mckernel.lifecycle.driver.IoctlDriver} implement it.
 */
package org.mckernel.lifecycle.driver;
