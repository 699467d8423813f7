/** Memory: as units, as machine code, by search; address translation, ranges and what pages are used for. */
package org.mckernel.eclair.command.memory;
