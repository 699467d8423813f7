package org.mckernel.dump.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the strategies in order: an mckdump's own table, given, image, symbols, scan. */
public final class Locator {
    private Locator() {}

    /** All strategies in the order they are tried. */
    public static List<LocateStrategy> all() {
        return List.of(
                new ContainerStrategy(),
                new GivenStrategy(),
                new ImageStrategy(),
                new SymbolsStrategy(),
                new ScanStrategy());
    }

    /**
     * Finds McKernel with the first strategy that succeeds.
     *
     * @param strategies one, when the user forces it, or {@link #all}
     * @throws NotLocatedException when none does; the message gives every strategy's reason, the kind is the most
     *     informative one
     */
    public static McKernelLocation locate(LocateRequest request, List<LocateStrategy> strategies)
            throws NotLocatedException {
        List<String> reasons = new ArrayList<>();
        NotLocatedException mostInformative = null;
        for (LocateStrategy strategy : strategies) {
            try {
                return strategy.locate(request);
            } catch (NotLocatedException e) {
                boolean final_ = e.kind() == NotLocatedException.Kind.DAMAGED
                        || e.kind() == NotLocatedException.Kind.NO_MCKERNEL;
                if (final_ || strategies.size() == 1) {
                    throw e;
                }
                if (!(strategy instanceof ContainerStrategy)) { // a vmcore, as nearly always
                    reasons.add(strategy.name() + ": " + e.getMessage());
                }
                if (mostInformative == null && e.kind() != NotLocatedException.Kind.TRY_NEXT) {
                    mostInformative = e;
                }
            }
        }
        throw new NotLocatedException(
                mostInformative == null ? NotLocatedException.Kind.TRY_NEXT : mostInformative.kind(),
                reasons.stream().collect(Collectors.joining("; ")));
    }
}
