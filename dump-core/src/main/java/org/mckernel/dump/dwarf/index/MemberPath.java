package org.mckernel.dump.dwarf.index;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path from a structure to a nested member, as written in C: {@code core_kallsyms.symtab}, {@code mem[0].base}. */
record MemberPath(List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("([A-Za-z_$][\\w$]*)((?:\\[\\d{1,9}])*)");

    /**
     * One member.
     *
     * @param name its name
     * @param indexes the array indexes when it is an array, outermost first; often empty
     */
    record Step(String name, List<Long> indexes) {}

    /** @throws IllegalArgumentException when the text is not names and indexes separated by dots */
    static MemberPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            Matcher matcher = STEP.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a member path such as list.next or mem[0].base".formatted(text));
            }
            List<Long> indexes = new ArrayList<>();
            for (String index : matcher.group(2).split("[\\[\\]]+", -1)) {
                if (!index.isEmpty()) {
                    indexes.add(Long.valueOf(index));
                }
            }
            steps.add(new Step(matcher.group(1), indexes));
        }
        return new MemberPath(steps);
    }
}
