/** The steps of a boot and of a shutdown: what is checked before anything is changed, and the order of the changes. */
package org.mckernel.lifecycle.ihk.plan;
