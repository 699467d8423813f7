/**
 * Runs the command blocks of README.md, CONTRIBUTING.md and docs/ as printed, in a fresh copy of the source tree. Begin
 * with {@code DocumentsIT}; {@code Document} says how a block is marked.
 */
package org.mckernel.lifecycle.documents;
