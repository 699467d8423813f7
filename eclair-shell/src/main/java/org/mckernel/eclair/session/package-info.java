/**
 * An opened dump with its kernel, what the user has selected in it, and questions that several commands ask.
 *
 * <p>Begin with {@link org.mckernel.eclair.session.OpenedDump}, which checks image and dump against each other, and
 * {@link org.mckernel.eclair.session.Session}, the selection.
 */
package org.mckernel.eclair.session;
