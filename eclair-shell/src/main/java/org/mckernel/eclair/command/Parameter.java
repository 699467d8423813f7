package org.mckernel.eclair.command;

import java.util.List;

/**
 * An argument that a command takes, and the key to its value in {@link Arguments}.
 *
 * @param names of an option or a keyword, the first of which help shows; empty for a positional argument
 * @param label what help calls the value; empty for a flag, which has none
 */
public record Parameter<T>(List<String> names, String label, Kind<T> kind, Arity arity) {
    /** How often it may be given. */
    public enum Arity {
        OPTIONAL,
        REQUIRED,
        REPEATED
    }

    private static final Kind<Boolean> GIVEN = Kind.of(Completion.NONE, _ -> true);

    public Parameter {
        names = List.copyOf(names);
    }

    /** A positional argument that must be given. */
    public static <T> Parameter<T> required(String label, Kind<T> kind) {
        return new Parameter<>(List.of(), label, kind, Arity.REQUIRED);
    }

    /** A positional argument that may be given. */
    public static <T> Parameter<T> optional(String label, Kind<T> kind) {
        return new Parameter<>(List.of(), label, kind, Arity.OPTIONAL);
    }

    /** A positional argument that may be given several times. */
    public static <T> Parameter<T> repeated(String label, Kind<T> kind) {
        return new Parameter<>(List.of(), label, kind, Arity.REPEATED);
    }

    /** A word that is given or not: {@code -a}, {@code full}. */
    public static Parameter<Boolean> flag(String... names) {
        return new Parameter<>(List.of(names), "", GIVEN, Arity.OPTIONAL);
    }

    /** A word that a value follows: {@code -c PID}. */
    public static <T> Parameter<T> option(String name, String label, Kind<T> kind) {
        return new Parameter<>(List.of(name), label, kind, Arity.OPTIONAL);
    }

    /** The same that may be given several times. */
    public static <T> Parameter<T> options(String name, String label, Kind<T> kind) {
        return new Parameter<>(List.of(name), label, kind, Arity.REPEATED);
    }

    /** What follows a slash right after the command's name: {@code x/4gx}. */
    public static <T> Parameter<T> format(String label, Kind<T> kind) {
        return new Parameter<>(List.of("/"), label, kind, Arity.OPTIONAL);
    }

    /** True for one that has no name. */
    boolean positional() {
        return names.isEmpty();
    }

    /** True for the format after a slash. */
    boolean isFormat() {
        return names.contains("/");
    }

    /** True for a name without a value. */
    boolean isFlag() {
        return label.isEmpty();
    }

    /** Name and label without marks of how often: {@code -c PID}. */
    String plain() {
        return positional() ? label : isFlag() ? names.getFirst() : names.getFirst() + " " + label;
    }

    /** As a usage line has it among alternatives: {@code -c PID}. */
    String alternative() {
        return arity == Arity.REPEATED ? plain() + "..." : plain();
    }

    /** As a usage line has it: {@code [-c PID]}. */
    String usage() {
        return switch (arity) {
            case REQUIRED -> plain();
            case OPTIONAL -> "[" + (isFormat() ? "/" + label : plain()) + "]";
            case REPEATED -> "[" + plain() + "]...";
        };
    }
}
