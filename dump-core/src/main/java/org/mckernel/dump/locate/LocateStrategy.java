package org.mckernel.dump.locate;

/** One way to find McKernel. */
public interface LocateStrategy {
    /** Its name on the command line and in results: given, image, symbols, scan. */
    String name();

    /**
     * Looks for McKernel.
     *
     * @throws NotLocatedException when this strategy fails, with the reason
     */
    McKernelLocation locate(LocateRequest request) throws NotLocatedException;
}
