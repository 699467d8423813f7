/** Types, values and expressions of C, as debug information describes them and as gdb's users write them. */
package org.mckernel.dump.type;
