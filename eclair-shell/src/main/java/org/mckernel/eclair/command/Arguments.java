package org.mckernel.eclair.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The values of a command's arguments, by their {@link Parameter}s. */
public final class Arguments {
    private final Map<Parameter<?>, List<Object>> values = new LinkedHashMap<>();

    Arguments() {}

    void add(Parameter<?> parameter, Object value) {
        values.computeIfAbsent(parameter, _ -> new ArrayList<>()).add(value);
    }

    /** True if it was given. */
    public boolean has(Parameter<?> parameter) {
        return values.containsKey(parameter);
    }

    /** All values of one that may be given several times, in the order of the line. */
    @SuppressWarnings("unchecked") // add() is only called with what the parameter's own kind has read
    public <T> List<T> all(Parameter<T> parameter) {
        return (List<T>) List.copyOf(values.getOrDefault(parameter, List.of()));
    }

    /** The value, if it was given. */
    public <T> Optional<T> get(Parameter<T> parameter) {
        return all(parameter).stream().findFirst();
    }

    /** The value of one that must be given, which the syntax has made sure of. */
    public <T> T require(Parameter<T> parameter) {
        return get(parameter).orElseThrow(() -> new IllegalArgumentException(parameter.plain()));
    }

    /** Those that were given. */
    Stream<Parameter<?>> given() {
        return values.keySet().stream();
    }

    /** Commands among the values: {@code bt} in {@code foreach bt}. */
    public List<Call> commands() {
        return values.values().stream()
                .flatMap(List::stream)
                .filter(Call.class::isInstance)
                .map(Call.class::cast)
                .toList();
    }
}
