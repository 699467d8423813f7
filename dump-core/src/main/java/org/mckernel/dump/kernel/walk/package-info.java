/**
 * Lists, trees and hashes as Linux's headers define them: each walk is bounded and stops at the first node met twice.
 *
 * <p>Begin with {@link org.mckernel.dump.kernel.walk.ListWalk}; damage is reported as a note, not an exception.
 */
package org.mckernel.dump.kernel.walk;
