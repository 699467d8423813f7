/**
 * The analyser: {@link org.mckernel.eclair.Eclair} is the command, {@link org.mckernel.eclair.session.DumpInfo} its
 * first answer.
 */
package org.mckernel.eclair;
