/** What the programs have in common in how they answer: exit codes, error lines, numbers for people. */
package org.mckernel.dump.result;
