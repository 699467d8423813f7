/** Names and addresses of a kernel image. */
package org.mckernel.dump.symbol;
