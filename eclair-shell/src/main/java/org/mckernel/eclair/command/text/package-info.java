/**
 * Threads, frames, variables and symbols as lines for users and as JSON for programs.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.text.FrameText}.
 */
package org.mckernel.eclair.command.text;
