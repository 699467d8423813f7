/**
 * Rules that look at a dump and report findings, each with its evidence and the command that shows it.
 *
 * <p>Begin with {@link org.mckernel.dump.triage.Triage}, which lists the {@link org.mckernel.dump.triage.Detector}s;
 * a {@link org.mckernel.dump.triage.Finding} is one result.
 */
package org.mckernel.dump.triage;
