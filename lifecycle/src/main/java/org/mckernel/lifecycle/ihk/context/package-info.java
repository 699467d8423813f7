/** What plans and changes of a node work on: its Linux, IHK and its installation, and what the last boot left. */
package org.mckernel.lifecycle.ihk.context;
