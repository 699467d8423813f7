/**
 * What differs between processors, as data. Nothing outside this package asks which processor it is.
 */
package org.mckernel.dump.arch;
