package org.mckernel.dump.expression;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.dump.type.TypeText;

/**
 * Expressions of C over the memory of a dump, as in gdb's {@code print}: casts, members, elements, arithmetic,
 * comparison, commas, {@code sizeof}, text, {@code {type} address}, {@code &} and {@code *}, {@code a@n} for {@code n}
 * elements from {@code a} on, names with a dollar sign. Memory is read-only; {@code $name = …} stores a value.
 */
public final class Expression {
    private static final int DEEPEST = 200;
    private static final List<List<String>> OPERATORS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<", ">", "<=", ">="),
            List.of("<<", ">>"),
            List.of("@"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private final Optional<TypeCatalog> catalog;
    private final NameScope scope;
    private final VirtualMemory memory;
    private Tokens tokens;
    private int depth;

    /** A part of an expression that is computed on demand. */
    @FunctionalInterface
    private interface Part {
        Value value() throws ExpressionException;
    }

    /**
     * @param catalog types of the image; empty without debug information
     * @param memory the memory that pointers refer to
     */
    public Expression(Optional<TypeCatalog> catalog, NameScope scope, VirtualMemory memory) {
        this.catalog = catalog;
        this.scope = scope;
        this.memory = memory;
    }

    /**
     * The value of an expression.
     *
     * @throws ExpressionException when it is invalid, a name is unknown, or it depends on absent memory
     */
    public Value evaluate(String text) throws ExpressionException {
        try {
            tokens = new Tokens(text);
            depth = 0;
            Part part = sequence();
            if (tokens.kind() != Tokens.Kind.END) {
                part.value(); // an unknown name explains more than the position of the syntax error
                throw tokens.error();
            }
            return part.value();
        } catch (BadTypeException e) {
            throw new ExpressionException(e.getMessage());
        }
    }

    /** The type that a text names, or the type of its value. */
    public CType type(String text) throws ExpressionException {
        try {
            tokens = new Tokens(text);
            Optional<CType> type = new TypeNames(catalog, tokens).read();
            if (type.isPresent() && tokens.kind() == Tokens.Kind.END) {
                return type.get();
            }
        } catch (BadTypeException e) {
            throw new ExpressionException(e.getMessage());
        }
        return evaluate(text).type();
    }

    /** Comma operator; the last operand is the value. */
    private Part sequence() throws ExpressionException {
        Part last = assignment();
        while (tokens.accept(",")) {
            Part before = last;
            Part next = assignment();
            last = () -> {
                before.value();
                return next.value();
            };
        }
        return last;
    }

    private Part assignment() throws ExpressionException {
        int start = tokens.position();
        String name = tokens.text();
        if (name.startsWith("$") && tokens.kind() == Tokens.Kind.NAME) {
            tokens.take();
            if (tokens.accept("=")) {
                Part right = assignment();
                return () -> {
                    Value value = right.value();
                    scope.keep(name.substring(1), value);
                    return value;
                };
            }
            tokens.back(start);
        }
        Part left = conditional();
        if (tokens.isSign("=")) {
            throw new ExpressionException("the memory of a dump is read-only; $name = … stores a value");
        }
        return left;
    }

    private Part conditional() throws ExpressionException {
        Part condition = operation(0);
        if (!tokens.accept("?")) {
            return condition;
        }
        Part yes = conditional();
        tokens.expect(":");
        Part no = conditional();
        return () -> condition.value().isTrue() ? yes.value() : no.value();
    }

    private Part operation(int level) throws ExpressionException {
        if (level == OPERATORS.size()) {
            return cast();
        }
        Part left = operation(level + 1);
        while (tokens.kind() == Tokens.Kind.SIGN && OPERATORS.get(level).contains(tokens.text())) {
            String operator = tokens.take();
            Part first = left;
            Part second = operation(level + 1);
            left = switch (operator) {
                case "||" ->
                    () -> truth(first.value().isTrue() || second.value().isTrue());
                case "&&" ->
                    () -> truth(first.value().isTrue() && second.value().isTrue());
                case "@" -> () -> repeated(first.value(), second.value().number());
                default -> () -> Arithmetic.binary(operator, first.value(), second.value());
            };
        }
        return left;
    }

    private Value truth(boolean value) {
        return Value.of(BaseTypes.INT, value ? 1 : 0, memory);
    }

    private Value repeated(Value first, long count) throws ExpressionException {
        OptionalLong address = first.address();
        if (address.isEmpty()) {
            throw new ExpressionException("Only values in memory can be extended with '@'.");
        }
        if (count <= 0 || count > Integer.MAX_VALUE) {
            throw new ExpressionException("Invalid number %d of repetitions.".formatted(count));
        }
        return Value.at(new CType.Array(TypeReference.to(first.type()), count, true), address.getAsLong(), memory);
    }

    private Part cast() throws ExpressionException {
        if (++depth > DEEPEST) {
            throw new ExpressionException("the expression is more than %d parts deep".formatted(DEEPEST));
        }
        try {
            int start = tokens.position();
            if (tokens.accept("(")) {
                Optional<CType> type = new TypeNames(catalog, tokens).read();
                if (type.isPresent() && tokens.accept(")")) {
                    Part inner = cast();
                    return () -> inner.value().cast(type.get());
                }
                tokens.back(start);
            }
            return unary();
        } finally {
            depth--;
        }
    }

    private Part unary() throws ExpressionException {
        if (tokens.kind() == Tokens.Kind.NAME && tokens.text().equals("sizeof")) {
            tokens.take();
            return sizeof();
        }
        if (tokens.accept("{")) {
            CType type = new TypeNames(catalog, tokens).read().orElseThrow(tokens::error);
            tokens.expect("}");
            Part address = cast();
            return () -> Value.at(type, address.value().number(), memory);
        }
        for (String sign : List.of("*", "&", "-", "+", "!", "~")) {
            if (tokens.accept(sign)) {
                Part inner = cast();
                return () -> unary(sign, inner.value());
            }
        }
        return postfix();
    }

    private Value unary(String sign, Value value) throws ExpressionException {
        if (Floating.is(value.type()) && !sign.equals("*") && !sign.equals("&")) {
            return Floating.unary(sign, value);
        }
        CType promoted = BaseTypes.promoted(value.type());
        return switch (sign) {
            case "*" -> value.dereference();
            case "&" -> value.pointer();
            case "-" -> Value.of(promoted, -value.number(), memory);
            case "+" -> Value.of(promoted, value.number(), memory);
            case "~" -> Value.of(promoted, ~value.number(), memory);
            default -> truth(value.number() == 0);
        };
    }

    private Part sizeof() throws ExpressionException {
        int start = tokens.position();
        if (tokens.accept("(")) {
            Optional<CType> type = new TypeNames(catalog, tokens).read();
            if (type.isPresent() && tokens.accept(")")) {
                return () -> size(type.get());
            }
            tokens.back(start);
        }
        Part inner = cast();
        return () -> size(inner.value().type());
    }

    private Value size(CType type) throws ExpressionException {
        return Value.of(
                BaseTypes.UNSIGNED_LONG,
                type.size()
                        .orElseThrow(() ->
                                new ExpressionException("the size of `%s' is unknown".formatted(TypeText.name(type)))),
                memory);
    }

    private Part postfix() throws ExpressionException {
        Part part = primary();
        while (true) {
            Part before = part;
            if (tokens.accept("[")) {
                Part index = conditional();
                tokens.expect("]");
                part = () -> before.value().element(index.value().number());
            } else if (tokens.accept(".") || tokens.accept("->")) {
                if (tokens.kind() != Tokens.Kind.NAME) {
                    throw tokens.error();
                }
                String name = tokens.take();
                part = () -> member(before.value(), name);
            } else if (tokens.accept("(")) {
                if (!tokens.isSign(")")) {
                    sequence();
                }
                tokens.expect(")");
                part = () -> {
                    before.value();
                    throw new ExpressionException("You can't do that without a process to debug.");
                };
            } else {
                return part;
            }
        }
    }

    /** A member; as in gdb both {@code .} and {@code ->} go through a pointer. */
    private static Value member(Value value, String name) throws ExpressionException {
        Value structure = value.type().real() instanceof CType.Pointer ? value.dereference() : value;
        if (!(structure.type().real() instanceof CType.Aggregate aggregate)) {
            throw new ExpressionException("Attempt to extract a component of a value that is not a structure%s."
                    .formatted(structure == value ? "" : " pointer"));
        }
        if (aggregate.bytes().isEmpty()) {
            throw new ExpressionException(
                    "%s is an incomplete type, its members are unknown".formatted(TypeText.name(structure.type())));
        }
        return structure
                .member(name)
                .orElseThrow(() -> new ExpressionException("There is no member named %s.".formatted(name)));
    }

    private Part primary() throws ExpressionException {
        Tokens.Kind kind = tokens.kind();
        if (kind == Tokens.Kind.NUMBER || kind == Tokens.Kind.CHARACTER) {
            String text = tokens.take();
            Literals.Literal literal = kind == Tokens.Kind.NUMBER ? Literals.number(text) : Literals.character(text);
            return () -> Value.of(literal.type(), literal.value(), memory);
        }
        if (kind == Tokens.Kind.STRING) {
            byte[] text = Literals.string(tokens.take());
            CType type = new CType.Array(TypeReference.to(BaseTypes.CHAR), text.length, true);
            return () -> Value.of(type, ReadResult.of(text), memory);
        }
        if (kind == Tokens.Kind.NAME) {
            String name = tokens.take();
            return () -> name(name);
        }
        tokens.expect("(");
        Part inner = sequence();
        tokens.expect(")");
        return inner;
    }

    private Value name(String name) throws ExpressionException {
        if (name.startsWith("$")) {
            return scope.dollar(name.substring(1))
                    .orElseThrow(() -> new ExpressionException("%s is unknown".formatted(name)));
        }
        Optional<Value> variable = scope.variable(name);
        if (variable.isPresent()) {
            return variable.get();
        }
        try {
            Optional<CType> type = catalog.isPresent() ? catalog.get().enumerationWith(name) : Optional.empty();
            if (type.isPresent() && type.get() instanceof CType.Enumeration enumeration) {
                for (CType.Constant constant : enumeration.constants()) {
                    if (constant.name().equals(name)) {
                        return Value.of(enumeration, constant.value(), memory);
                    }
                }
            }
        } catch (MalformedFileException e) {
            throw new ExpressionException(e.getMessage());
        }
        throw new ExpressionException("No symbol \"%s\" in current context.".formatted(name));
    }
}
