/** What IHK can be asked to do, and the ways of asking. */
package org.mckernel.lifecycle.driver;
