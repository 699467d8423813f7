/**
 * User stacks: from a thread's registers at its entry into the kernel, with the files of its program.
 *
 * <p>Begin with {@link org.mckernel.dump.unwind.user.UserStacks}; {@link
 * org.mckernel.dump.unwind.user.UserUnwinder} makes the steps.
 */
package org.mckernel.dump.unwind.user;
