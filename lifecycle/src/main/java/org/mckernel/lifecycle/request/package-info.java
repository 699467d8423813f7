/** What a person asks for: the options of a boot, read strictly into values that cannot be wrong in form. */
package org.mckernel.lifecycle.request;
