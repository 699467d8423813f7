/**
 * {@code mck demo}: boot, work, panic, conversion and analysis on a simulated node, with temporary files.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.demo.DemoCommand}.
 */
package org.mckernel.lifecycle.demo;
