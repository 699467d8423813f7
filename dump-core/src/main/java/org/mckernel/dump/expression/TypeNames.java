package org.mckernel.dump.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.type.BaseNames;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.type.TypeReference;

/** Parses C type names: {@code struct thread *}, {@code unsigned long}, {@code void (*)(int)}, {@code char [16]}. */
final class TypeNames {
    private static final Set<String> KEYWORDS = Set.of("struct", "union", "enum");
    private static final Set<String> QUALIFIERS = Set.of("const", "volatile");

    private final Optional<TypeCatalog> catalog;
    private final Tokens tokens;

    TypeNames(Optional<TypeCatalog> catalog, Tokens tokens) {
        this.catalog = catalog;
        this.tokens = tokens;
    }

    /** The type that starts at the next token; empty, with nothing consumed, when there is none. */
    Optional<CType> read() throws ExpressionException {
        int start = tokens.position();
        Optional<CType> base = base();
        if (base.isEmpty()) {
            tokens.back(start);
            return base;
        }
        return Optional.of(declarator(base.get(), 0));
    }

    private void qualifiers() {
        while (tokens.kind() == Tokens.Kind.NAME && QUALIFIERS.contains(tokens.text())) {
            tokens.take();
        }
    }

    private Optional<CType> base() throws ExpressionException {
        qualifiers();
        if (tokens.kind() != Tokens.Kind.NAME) {
            return Optional.empty();
        }
        String word = tokens.text();
        try {
            if (KEYWORDS.contains(word)) {
                tokens.take();
                String tag = tokens.kind() == Tokens.Kind.NAME ? tokens.take() : "";
                CType type = catalog.isPresent() ? catalog.get().tagged(tag).orElse(null) : null;
                boolean fits = type instanceof CType.Aggregate aggregate
                        ? aggregate.keyword().equals(word)
                        : type instanceof CType.Enumeration && word.equals("enum");
                if (!fits) {
                    Optional<String> elsewhere =
                            catalog.isPresent() ? catalog.get().elsewhere() : Optional.empty();
                    throw new ExpressionException("No %s type named %s.".formatted(word, tag)
                            + elsewhere
                                    .map(e -> " The image has %s, which is not read.".formatted(e))
                                    .orElse(""));
                }
                qualifiers();
                return Optional.of(type);
            }
            if (BaseNames.isWord(word)) {
                List<String> words = new ArrayList<>();
                while (tokens.kind() == Tokens.Kind.NAME && BaseNames.isWord(tokens.text())) {
                    words.add(tokens.take());
                }
                qualifiers();
                return Optional.of(BaseNames.usual(words)
                        .flatMap(BaseTypes::find)
                        .orElseThrow(() ->
                                new ExpressionException("`%s' is not a type.".formatted(String.join(" ", words)))));
            }
            Optional<CType> named = catalog.isPresent() ? catalog.get().named(word) : Optional.empty();
            Optional<CType> found = named.isPresent() ? named : BaseTypes.find(word);
            if (found.isPresent()) {
                tokens.take();
                qualifiers();
            }
            return found;
        } catch (MalformedFileException e) {
            throw new ExpressionException(e.getMessage());
        }
    }

    private CType declarator(CType base, int depth) throws ExpressionException {
        if (depth > TypeReference.LONGEST_CHAIN) {
            throw new ExpressionException("the type is too deep");
        }
        CType type = base;
        while (tokens.accept("*")) {
            type = new CType.Pointer(TypeReference.to(type), Long.BYTES);
            qualifiers();
        }
        int start = tokens.position();
        if (tokens.accept("(")) {
            if (tokens.accept("*")) {
                int pointers = 1;
                while (tokens.accept("*")) {
                    pointers++;
                }
                tokens.expect(")");
                CType target = suffix(type, depth);
                for (int i = 0; i < pointers; i++) {
                    target = new CType.Pointer(TypeReference.to(target), Long.BYTES);
                }
                return target;
            }
            tokens.back(start);
        }
        return suffix(type, depth);
    }

    private CType suffix(CType type, int depth) throws ExpressionException {
        if (tokens.accept("(")) {
            List<TypeReference> parameters = new ArrayList<>();
            boolean variadic = false;
            while (!tokens.accept(")")) {
                variadic |= tokens.accept("...");
                if (!variadic) {
                    CType parameter = declarator(base().orElseThrow(tokens::error), depth + 1);
                    if (!(parameter instanceof CType.NoValue)) {
                        parameters.add(TypeReference.to(parameter));
                    }
                }
                if (!tokens.isSign(")")) {
                    tokens.expect(",");
                }
            }
            return new CType.Function(TypeReference.to(type), parameters, variadic, true);
        }
        List<Long> counts = new ArrayList<>();
        while (tokens.isSign("[")) {
            int start = tokens.position();
            tokens.take();
            if (tokens.kind() != Tokens.Kind.NUMBER) {
                tokens.back(start);
                break;
            }
            Literals.Literal count = Literals.number(tokens.take());
            if (Floating.is(count.type())) {
                throw new ExpressionException("the number of an array's elements is an integer");
            }
            counts.add(count.value());
            tokens.expect("]");
        }
        CType array = type;
        for (int i = counts.size() - 1; i >= 0; i--) {
            if (counts.get(i) < 0 || counts.get(i) > Integer.MAX_VALUE) {
                throw new ExpressionException(
                        "an array of %s elements is too large".formatted(Long.toUnsignedString(counts.get(i))));
            }
            array = new CType.Array(TypeReference.to(array), counts.get(i), true);
        }
        return array;
    }
}
