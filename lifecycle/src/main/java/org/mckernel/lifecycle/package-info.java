/** The life of an instance and of its dumps: the command {@code mck}. */
package org.mckernel.lifecycle;
