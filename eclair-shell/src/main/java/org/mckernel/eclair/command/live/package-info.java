/** Stopping and resuming a kernel that runs on this machine. */
package org.mckernel.eclair.command.live;
