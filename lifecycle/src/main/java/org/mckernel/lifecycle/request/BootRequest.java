package org.mckernel.lifecycle.request;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A boot as requested, with mcreboot's options. It is right in form and does not contradict itself; whether a
 * machine has what it asks for is the machine's to say.
 *
 * @param cpus {@code -c}; empty: the upper half of node 0's
 * @param memory {@code -m}, or its default
 * @param memoryGiven whether {@code -m} was given: without it a second boot keeps what is reserved
 * @param ikcMap {@code -r}; empty: all messages go to Linux CPU 0
 * @param facility {@code -f}, a syslog facility for the log's copy
 * @param owner {@code -o}; empty: the user who runs the command
 * @param hangInterval {@code -i}, seconds between looks whether the kernel hangs; -1 for none
 * @param redirectLog {@code -k}, whether the log is copied to syslog
 * @param firstIrq {@code -q}; empty: the first free one from 64
 * @param arguments the kernel's
 */
public record BootRequest(
        Optional<CpuList> cpus,
        MemoryList memory,
        boolean memoryGiven,
        Optional<IkcMap> ikcMap,
        String facility,
        Optional<Owner> owner,
        int hangInterval,
        boolean redirectLog,
        OptionalInt firstIrq,
        KernelArguments arguments) {
    /** Levels that {@code -d} takes. */
    private static final int LEVEL_ALL = 0;

    private static final int LEVEL_KERNEL = 24;

    /** Options, as typed, one by one; what is not given keeps its default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a dump level for {@code option}.
     *
     * @return 0 or 24
     */
    public static int parseLevel(String option, String value) throws RequestException {
        return switch (value) {
            case "0" -> LEVEL_ALL;
            case "24" -> LEVEL_KERNEL;
            default -> throw RequestException.unlike(option, value, "0 (everything) or 24 (what the kernel uses)");
        };
    }

    /** Reads the options; each method throws with one line on a value it cannot take. */
    public static final class Builder {
        private static final List<String> FACILITIES =
                IntStream.range(0, 8).mapToObj(i -> "LOG_LOCAL" + i).toList();
        private static final int FIRST_VECTOR = 32;
        private static final int LAST_VECTOR = 255;
        private static final int LONGEST_INTERVAL = 86_400;

        private Optional<CpuList> cpus = Optional.empty();
        private MemoryList memory = new MemoryList(List.of(new MemoryList.Item(512L << 20, 0)));
        private boolean memoryGiven;
        private Optional<IkcMap> ikcMap = Optional.empty();
        private String facility = "LOG_LOCAL6";
        private Optional<Owner> owner = Optional.empty();
        private int hangInterval = -1;
        private boolean redirectLog;
        private OptionalInt firstIrq = OptionalInt.empty();
        private boolean turbo;
        private boolean oversubscribe;
        private OptionalInt level = OptionalInt.empty();
        private String extra = "";

        private Builder() {}

        /** {@code -c}. */
        public Builder cpus(String value) throws RequestException {
            cpus = Optional.of(CpuList.parse("-c", value));
            return this;
        }

        /** {@code -m}. */
        public Builder memory(String value) throws RequestException {
            memory = MemoryList.parse("-m", value);
            memoryGiven = true;
            return this;
        }

        /** {@code -r}. */
        public Builder ikcMap(String value) throws RequestException {
            ikcMap = Optional.of(IkcMap.parse("-r", value));
            return this;
        }

        /** {@code -f}. */
        public Builder facility(String value) throws RequestException {
            if (!FACILITIES.contains(value)) {
                throw RequestException.unlike("-f", value, "LOG_LOCAL0 to LOG_LOCAL7");
            }
            facility = value;
            return this;
        }

        /** {@code -o}. */
        public Builder owner(String value) throws RequestException {
            owner = Optional.of(Owner.parse("-o", value));
            return this;
        }

        /** {@code -i}. */
        public Builder hangInterval(String value) throws RequestException {
            if (value.equals("-1")) {
                hangInterval = -1;
                return this;
            }
            Cursor cursor = new Cursor("-i", value);
            int seconds = (int) cursor.number("a number of seconds or -1", LONGEST_INTERVAL);
            cursor.end("the end");
            if (seconds == 0) {
                throw RequestException.of("-i", value, "expected at least 1 second, or -1 for none, found 0");
            }
            hangInterval = seconds;
            return this;
        }

        /** {@code -k}. */
        public Builder redirectLog(String value) throws RequestException {
            redirectLog = switch (value) {
                case "0" -> false;
                case "1" -> true;
                default -> throw RequestException.unlike("-k", value, "0 (off) or 1 (on)");
            };
            return this;
        }

        /** {@code -q}. */
        public Builder firstIrq(String value) throws RequestException {
            Cursor cursor = new Cursor("-q", value);
            int irq = (int) cursor.number("an interrupt vector", LAST_VECTOR);
            cursor.end("the end");
            if (irq < FIRST_VECTOR) {
                throw RequestException.of(
                        "-q",
                        value,
                        ("expected an interrupt vector from 32 to 255, found %d: "
                                        + "those below are the processor's exceptions")
                                .formatted(irq));
            }
            firstIrq = OptionalInt.of(irq);
            return this;
        }

        /** {@code -t}. */
        public Builder turbo(boolean on) {
            turbo = on;
            return this;
        }

        /** {@code -O}. */
        public Builder oversubscribe(boolean on) {
            oversubscribe = on;
            return this;
        }

        /** {@code -d}. */
        public Builder dumpLevel(String value) throws RequestException {
            level = OptionalInt.of(parseLevel("-d", value));
            return this;
        }

        /** {@code -e}: further kernel arguments, unchanged. */
        public Builder arguments(String value) {
            extra = value;
            return this;
        }

        /** The request, if the options agree with one another. */
        public BootRequest build() throws RequestException {
            if (level.isPresent() && KernelArguments.namesLevel(extra)) {
                throw RequestException.of(
                        "-e", extra, "sets a dump level, and so does -d %d; give one".formatted(level.getAsInt()));
            }
            if (cpus.isPresent() && ikcMap.isPresent()) {
                agree(cpus.get(), ikcMap.get());
            }
            StringBuilder words = new StringBuilder("hidos");
            if (turbo) {
                words.append(" turbo");
            }
            // The kernel believes the first level it finds, so a level of the extra words must be the only one.
            if (!KernelArguments.namesLevel(extra)) {
                words.append(" dump_level=").append(level.orElse(LEVEL_KERNEL));
            }
            if (oversubscribe) {
                words.append(" allow_oversubscribe");
            }
            if (!extra.isEmpty()) {
                words.append(' ').append(extra);
            }
            return new BootRequest(
                    cpus,
                    memory,
                    memoryGiven,
                    ikcMap,
                    facility,
                    owner,
                    hangInterval,
                    redirectLog,
                    firstIrq,
                    KernelArguments.of("-e", words.toString()));
        }

        private static void agree(CpuList cpus, IkcMap map) throws RequestException {
            for (int source : map.sources()) {
                if (!cpus.cpus().contains(source)) {
                    throw RequestException.of(
                            "-r", map.text(), "CPU %d is not among McKernel's (-c %s)".formatted(source, cpus.text()));
                }
            }
            for (int destination : map.destinations()) {
                if (cpus.cpus().contains(destination)) {
                    throw RequestException.of(
                            "-r",
                            map.text(),
                            "CPU %d is to receive messages but goes to McKernel (-c %s); name one that stays with Linux"
                                    .formatted(destination, cpus.text()));
                }
            }
            for (int cpu : cpus.cpus()) {
                if (!map.sources().contains(cpu)) {
                    throw RequestException.of(
                            "-r",
                            map.text(),
                            "CPU %d (-c %s) has no receiver; name it too".formatted(cpu, cpus.text()));
                }
            }
        }
    }
}
