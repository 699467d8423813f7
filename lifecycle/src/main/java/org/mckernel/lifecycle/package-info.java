/**
 * The command {@code mck}: the life of an instance, and its dumps.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.Mck}, which lists the subcommands.
 */
package org.mckernel.lifecycle;
