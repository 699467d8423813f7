/** Values and types by C expressions, and structures that are linked in lists and trees. */
package org.mckernel.eclair.command.value;
