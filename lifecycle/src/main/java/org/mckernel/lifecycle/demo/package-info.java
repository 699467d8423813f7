/** The whole journey in one command. */
package org.mckernel.lifecycle.demo;
