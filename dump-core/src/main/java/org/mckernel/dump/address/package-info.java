/** Virtual to physical addresses. Knows no file format. */
package org.mckernel.dump.address;
