/**
 * Arguments that several commands take: addresses, threads, processes and places in the code, as users write them.
 *
 * <p>Begin with {@link org.mckernel.eclair.command.argument.AddressArgument}.
 */
package org.mckernel.eclair.command.argument;
