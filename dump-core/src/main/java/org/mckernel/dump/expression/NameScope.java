package org.mckernel.dump.expression;

import java.util.Optional;

/** What names in an expression stand for, beyond the types that the image's debug information knows. */
public interface NameScope {
    /** A variable of the selected frame, else of the image; a function; a symbol. */
    Optional<Value> variable(String name) throws ExpressionException;

    /** What stands behind a dollar sign: a register, an earlier value, a variable of the user's. */
    Optional<Value> dollar(String name) throws ExpressionException;

    /** Keeps a variable of the user's. */
    void keep(String name, Value value) throws ExpressionException;
}
