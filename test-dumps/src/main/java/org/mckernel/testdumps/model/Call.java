package org.mckernel.testdumps.model;

/**
 * A call of one function out of another.
 *
 * @param which of several such calls in the caller's code, from 0; −1 the last
 */
record Call(String caller, String callee, int which) {
    Call(String caller, String callee) {
        this(caller, callee, 0);
    }
}
