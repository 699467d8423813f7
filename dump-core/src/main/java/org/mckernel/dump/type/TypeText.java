package org.mckernel.dump.type;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Types as gdb prints them: a name, a declaration, a body. */
public final class TypeText {
    private static final int DEEPEST = 64;

    private TypeText() {}

    /** The type without a body: {@code struct thread *}, {@code int (*)(int)}. */
    public static String name(CType type) {
        return declaration(type, "");
    }

    /** A declaration: the type with the name where C requires it: {@code char name[16]}. */
    public static String declaration(CType type, String name) {
        return declare(type, name, 0, TypeText::baseName);
    }

    /** How the base type of a declaration is written. */
    interface Bottom {
        String text(CType type);
    }

    static String declare(CType type, String inner, int depth, Bottom bottom) {
        if (depth > DEEPEST) {
            throw new BadTypeException("a type is more than %d pointers, arrays and functions deep, or contains itself"
                    .formatted(DEEPEST));
        }
        return switch (type) {
            case CType.Pointer pointer -> {
                CType target = pointer.target().get();
                boolean tight = target instanceof CType.Array || target instanceof CType.Function;
                yield declare(target, tight ? "(*" + inner + ")" : "*" + inner, depth + 1, bottom);
            }
            case CType.Array array ->
                declare(
                        array.element().get(),
                        inner + (array.known() ? "[" + array.count() + "]" : "[]"),
                        depth + 1,
                        bottom);
            case CType.Function function ->
                declare(function.result().get(), inner + parameters(function, depth), depth + 1, bottom);
            case CType.Qualified qualified
            when withoutQualifiers(qualified) instanceof CType.Pointer pointer -> {
                String words = String.join(" ", qualifiers(qualified));
                yield declare(
                        pointer,
                        " " + words + (inner.isEmpty() || inner.startsWith(" ") ? "" : " ") + inner,
                        depth + 1,
                        bottom);
            }
            default -> bottom.text(type) + (inner.isEmpty() ? "" : " " + inner);
        };
    }

    private static CType withoutQualifiers(CType type) {
        return type.unqualified();
    }

    /** The qualifiers of a type in gdb's order. */
    private static List<String> qualifiers(CType type) {
        List<String> found = new ArrayList<>();
        CType at = type;
        for (int i = 0; i < DEEPEST && at instanceof CType.Qualified qualified; i++) {
            found.add(qualified.qualifier());
            at = qualified.target().get();
        }
        return List.of("const", "volatile", "restrict", "_Atomic").stream()
                .filter(found::contains)
                .toList();
    }

    private static String parameters(CType.Function function, int depth) {
        List<String> all = function.parameters().stream()
                .map(p -> declare(p.get(), "", depth + 1, TypeText::baseName))
                .collect(Collectors.toCollection(ArrayList::new));
        if (function.variadic() && !all.isEmpty()) {
            all.add("...");
        }
        if (all.isEmpty() && function.prototyped()) {
            all.add("void");
        }
        return "(" + String.join(", ", all) + ")";
    }

    static String baseName(CType type) {
        return qualified(
                type,
                switch (type.unqualified()) {
                    case CType.NoValue _ -> "void";
                    case CType.Base base -> base.name();
                    case CType.Typedef typedef -> typedef.name();
                    case CType.Aggregate aggregate ->
                        aggregate.keyword() + " " + (aggregate.tag().isEmpty() ? "{...}" : aggregate.tag());
                    case CType.Enumeration enumeration ->
                        "enum " + (enumeration.tag().isEmpty() ? "{...}" : enumeration.tag());
                    case CType other -> name(other);
                });
    }

    /** A text preceded by the qualifiers of a type. */
    static String qualified(CType type, String text) {
        List<String> words = new ArrayList<>(qualifiers(type));
        words.add(text);
        return String.join(" ", words);
    }
}
