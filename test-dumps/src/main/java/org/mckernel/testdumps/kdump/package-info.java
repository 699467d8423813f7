/** kdump-compressed files, of any header version, and the older diskdump. */
package org.mckernel.testdumps.kdump;
