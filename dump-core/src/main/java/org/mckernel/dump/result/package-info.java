/**
 * What all programs share in their answers: exit codes, error lines, byte counts, typed results and their renderings.
 *
 * <p>Begin with {@link org.mckernel.dump.result.Result}: rows of {@link org.mckernel.dump.result.Cell}s, which a
 * renderer shows as text, JSON or CSV. {@link org.mckernel.dump.result.ExitCode} and
 * {@link org.mckernel.dump.result.ErrorLine} are what a script sees.
 */
package org.mckernel.dump.result;
