/**
 * The stacks of programs: from the registers with which a thread entered the kernel, by its program's own file.
 *
 * <p>Begin with {@link org.mckernel.dump.unwind.user.UserStacks}; {@link
 * org.mckernel.dump.unwind.user.UserUnwinder} makes the steps.
 */
package org.mckernel.dump.unwind.user;
