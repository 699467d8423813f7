package org.mckernel.lifecycle.driver;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.node.OsStatus;

/**
 * Generations of IHK's driver, which number the states of an instance differently. No request reports the generation.
 */
public enum Generation {
    /** Up to February 2018. Requests are text. */
    A(
            OsStatus.NOT_BOOTED,
            OsStatus.BOOTING,
            OsStatus.BOOTED,
            OsStatus.RUNNING,
            OsStatus.FREEZING,
            OsStatus.FROZEN,
            OsStatus.SHUTDOWN,
            null,
            OsStatus.FAILED,
            OsStatus.HUNGUP),
    /** To February 2020; requests are text until December 2018. */
    B(
            OsStatus.NOT_BOOTED,
            OsStatus.BOOTING,
            OsStatus.BOOTED,
            OsStatus.READY,
            OsStatus.RUNNING,
            OsStatus.FREEZING,
            OsStatus.FROZEN,
            OsStatus.SHUTDOWN,
            null,
            OsStatus.FAILED,
            OsStatus.HUNGUP),
    /** To March 2021. */
    C(
            OsStatus.NOT_BOOTED,
            OsStatus.BOOTING,
            OsStatus.BOOTED,
            OsStatus.READY,
            OsStatus.RUNNING,
            OsStatus.FREEZING,
            OsStatus.FROZEN,
            OsStatus.SHUTDOWN,
            OsStatus.FAILED,
            OsStatus.HUNGUP),
    /** Since then. */
    D(
            OsStatus.NOT_BOOTED,
            OsStatus.LOADING,
            OsStatus.BOOTING,
            OsStatus.BOOTED,
            OsStatus.READY,
            OsStatus.RUNNING,
            OsStatus.FREEZING,
            OsStatus.FROZEN,
            OsStatus.SHUTDOWN,
            OsStatus.FAILED,
            OsStatus.HUNGUP);

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final OsStatus[] states;

    /** A state that a driver has a number for, but never answers, is null. */
    Generation(OsStatus... states) {
        this.states = states;
    }

    /** The state with a driver's number; empty if this generation has no such number. */
    Optional<OsStatus> status(int raw) {
        return raw < 0 || raw >= states.length ? Optional.empty() : Optional.ofNullable(states[raw]);
    }

    /** The state with a number in several generations, if it is the same in all that have the number. */
    static Optional<OsStatus> status(Set<Generation> possible, int raw) {
        List<OsStatus> states = possible.stream()
                .flatMap(g -> g.status(raw).stream())
                .distinct()
                .toList();
        return states.size() == 1 ? Optional.of(states.getFirst()) : Optional.empty();
    }

    /** Generations as text: {@code B or C}. */
    static String words(Set<Generation> possible) {
        return possible.stream().sorted().map(Generation::name).collect(Collectors.joining(" or "));
    }
}
