/** Rules about packages that the modules' tests share; see {@link org.mckernel.testdumps.rules.PackageRules}. */
package org.mckernel.testdumps.rules;
