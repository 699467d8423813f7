/** Rules that look at a dump and report findings, each with its evidence and the command that shows it. */
package org.mckernel.dump.triage;
