/** An opened dump with its kernel, and what the person looking at it has selected. */
package org.mckernel.eclair.session;
