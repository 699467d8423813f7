package org.mckernel.eclair.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.expression.Expression;
import org.mckernel.dump.expression.ExpressionException;
import org.mckernel.dump.expression.NameScope;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.dump.unwind.StackView;

/** Expressions in the selected frame, and the value history: {@code $1}, {@code $}, {@code $$}. */
public final class Evaluation {
    private static final int MOST_KEPT = 1 << 16;
    private static final CType CODE_POINTER =
            pointer(new CType.Function(TypeReference.to(new CType.NoValue()), List.of(), false, false));
    private static final CType DATA_POINTER = pointer(new CType.NoValue());

    private final Session session;
    private final KernelData data;
    private final VirtualMemory memory;
    private final Optional<TypeCatalog> catalog;
    private final List<Value> history = new ArrayList<>();
    private final Map<String, Value> kept = new HashMap<>();

    Evaluation(Session session) throws CommandException {
        this.session = session;
        this.data = session.kernel().data();
        this.memory = data.virtual();
        try {
            this.catalog = TypeCatalog.of(data.image().elf());
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static CType pointer(CType target) {
        return new CType.Pointer(TypeReference.to(target), Long.BYTES);
    }

    /** The types of the image; empty without debug information. */
    public Optional<TypeCatalog> catalog() {
        return catalog;
    }

    /** The value of an expression. */
    public Value value(String expression) throws CommandException {
        try {
            return expression().evaluate(expression);
        } catch (ExpressionException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** The type that a text names, or the type of its value. */
    public CType type(String text) throws CommandException {
        try {
            return expression().type(text);
        } catch (ExpressionException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** An address: that of a structure, array or function, else the value of the expression. */
    public long address(String expression) throws CommandException {
        Value value = value(expression);
        try {
            OptionalLong address = value.address();
            return value.type().isScalar() || address.isEmpty() ? value.number() : address.getAsLong();
        } catch (ExpressionException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** Adds a value to the history; returns its number. */
    public int remember(Value value) throws CommandException {
        if (history.size() == MOST_KEPT) {
            throw new CommandException("the value history is full (%d values)".formatted(MOST_KEPT));
        }
        history.add(value);
        return history.size();
    }

    private Expression expression() {
        return new Expression(catalog, new Names(), memory);
    }

    /** Names of the image, registers of the selected frame, convenience variables. */
    private final class Names implements NameScope {
        @Override
        public Optional<Value> variable(String name) throws ExpressionException {
            Optional<Value> local = local(name);
            if (local.isPresent()) {
                return local;
            }
            try {
                Optional<Symbol> symbol = data.image().symbols().find(name);
                Optional<TypeCatalog.Variable> variable =
                        catalog.isPresent() ? catalog.get().variable(name) : Optional.empty();
                OptionalLong linked = variable.isPresent() ? variable.get().address() : OptionalLong.empty();
                if (variable.isPresent() && (linked.isPresent() || symbol.isPresent())) {
                    long address = linked.isPresent()
                            ? linked.getAsLong()
                            : symbol.get().value();
                    return Optional.of(Value.at(variable.get().type(), address, memory));
                }
                if (symbol.isEmpty()) {
                    return variable.map(v -> Value.of(v.type(), ReadResult.absent("optimized out"), memory));
                }
                Optional<CType> function = symbol.get().function() && catalog.isPresent()
                        ? catalog.get().function(name)
                        : Optional.empty();
                CType type = function.orElseGet(() -> symbol.get().function()
                        ? new CType.Function(TypeReference.to(BaseTypes.INT), List.of(), false, false)
                        : BaseTypes.UNSIGNED_LONG);
                return Optional.of(Value.at(type, symbol.get().value(), memory));
            } catch (MalformedFileException e) {
                throw new ExpressionException(e.getMessage());
            }
        }

        /** None where there is no thread or no frame: a dump may have neither. */
        private Optional<Value> local(String name) {
            try {
                StackView view = session.stacks().of(session.thread());
                return view.frames().isEmpty()
                        ? Optional.empty()
                        : session.locals()
                                .find(
                                        view,
                                        Math.min(session.frame(), view.frames().size() - 1),
                                        name);
            } catch (CommandException | MalformedFileException e) {
                return Optional.empty();
            }
        }

        @Override
        public Optional<Value> dollar(String name) throws ExpressionException {
            if (name.isEmpty() || name.matches("\\$?\\d{0,6}")) {
                return Optional.of(earlier(name));
            }
            if (name.equals("_")) {
                return session.examined().address();
            }
            if (name.equals("__")) {
                return session.examined().content();
            }
            RegisterFile file = data.architecture().registers();
            OptionalInt register = file.dwarfNumber(name);
            return register.isPresent()
                    ? Optional.of(register(file, register.getAsInt()))
                    : Optional.ofNullable(kept.get(name));
        }

        private Value earlier(String name) throws ExpressionException {
            boolean back = name.startsWith("$");
            String digits = back ? name.substring(1) : name;
            int index = back
                    ? history.size() - 1 - (digits.isEmpty() ? 1 : Integer.parseInt(digits))
                    : digits.isEmpty() ? history.size() - 1 : Integer.parseInt(digits) - 1;
            if (index < 0 || index >= history.size()) {
                throw new ExpressionException("History has not yet reached $%s.".formatted(name));
            }
            return history.get(index);
        }

        private Value register(RegisterFile file, int number) throws ExpressionException {
            CType type = number == file.programCounter()
                    ? CODE_POINTER
                    : number == file.stackPointer() || number == file.framePointer() ? DATA_POINTER : BaseTypes.LONG;
            try {
                StackView view = session.stacks().of(session.thread());
                Registers known = view.frames().isEmpty()
                        ? view.saved().registers()
                        : view.frames()
                                .get(Math.min(session.frame(), view.frames().size() - 1))
                                .frame()
                                .registers();
                OptionalLong value = known.get(number);
                return value.isPresent()
                        ? Value.of(type, value.getAsLong(), memory)
                        : Value.of(type, ReadResult.absent("not saved"), memory);
            } catch (CommandException e) {
                throw new ExpressionException(e.getMessage());
            }
        }

        @Override
        public void keep(String name, Value value) throws ExpressionException {
            if (name.isEmpty()
                    || name.matches("\\$?\\d*")
                    || data.architecture().registers().dwarfNumber(name).isPresent()) {
                throw new ExpressionException("$%s is read-only".formatted(name));
            }
            if (kept.size() == MOST_KEPT) {
                throw new ExpressionException("too many convenience variables (%d)".formatted(MOST_KEPT));
            }
            kept.put(name, value);
        }
    }
}
