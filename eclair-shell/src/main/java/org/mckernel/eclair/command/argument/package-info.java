/** Arguments that several commands take: addresses, threads, processes and places in the code, as users write them. */
package org.mckernel.eclair.command.argument;
