/** What the dump is, what is missing from it, and what is wrong in it. */
package org.mckernel.eclair.command.overview;
