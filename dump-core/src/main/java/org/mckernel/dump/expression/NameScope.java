package org.mckernel.dump.expression;

import java.util.Optional;

/** Resolves names in an expression, in addition to the types in the image's debug information. */
public interface NameScope {
    /** A variable of the selected frame, else of the image; a function; a symbol. */
    Optional<Value> variable(String name) throws ExpressionException;

    /** A name after a dollar sign: a register, a history value, a convenience variable. */
    Optional<Value> dollar(String name) throws ExpressionException;

    /** Sets a convenience variable. */
    void keep(String name, Value value) throws ExpressionException;
}
