/** What a conversion will write, known before the first byte is: chunks, and what of them the vmcore holds. */
package org.mckernel.converter.plan;
