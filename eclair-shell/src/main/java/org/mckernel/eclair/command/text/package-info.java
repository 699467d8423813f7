/** Threads, frames, variables and symbols as lines for people and as JSON for programs. */
package org.mckernel.eclair.command.text;
