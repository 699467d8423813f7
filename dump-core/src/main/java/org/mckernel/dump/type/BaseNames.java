package org.mckernel.dump.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Spellings of C's base types; compilers write {@code long unsigned int}, users and gdb {@code unsigned long}. */
public final class BaseNames {
    private static final Set<String> WORDS =
            Set.of("signed", "unsigned", "char", "short", "int", "long", "float", "double");

    private BaseNames() {}

    /** True for a keyword of such a spelling. */
    public static boolean isWord(String word) {
        return WORDS.contains(word);
    }

    /** The usual spelling of a compiler's type name; other names unchanged. */
    static String usual(String name) {
        List<String> words = Arrays.asList(name.split(" ", -1));
        return WORDS.containsAll(words) ? usual(words).orElse(name) : name;
    }

    /** The usual spelling of keywords in any order; empty when they do not name a type. */
    public static Optional<String> usual(List<String> words) {
        List<String> left = new ArrayList<>(words);
        boolean unsigned = left.remove("unsigned");
        boolean signed = left.remove("signed");
        boolean written = left.remove("int");
        String size = String.join(" ", left);
        if (Set.of("float", "double", "long double").contains(size)) {
            return unsigned || signed || written ? Optional.empty() : Optional.of(size);
        }
        boolean known = Set.of("", "char", "short", "long", "long long").contains(size);
        if (!known || (unsigned && signed) || (written && size.equals("char")) || words.isEmpty()) {
            return Optional.empty();
        }
        String plain = size.isEmpty() ? "int" : size;
        boolean sign = unsigned || (signed && size.equals("char"));
        return Optional.of(sign ? (unsigned ? "unsigned " : "signed ") + plain : plain);
    }
}
