package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateException;

/**
 * What a boot leaves for the shutdown: the state before it, and what it has started. A boot on top of another
 * keeps what the first one found: a value that a boot has set is not one to restore.
 */
public final class BootRecord {
    /** What to do about a state directory that cannot be believed. */
    public static final String ADVICE = "inspect it, then delete it; its changes will not be undone";

    /** The file's name. */
    public static final String NAME = "boot";
    /** The word for the level of the last dump. */
    public static final String LEVEL = "level";

    private static final Pattern LINE = Pattern.compile(
            "irqbalance|(swappiness|booted|level) [0-9]{1,18}|affinity [0-9]{1,6} [0-9a-f,]+|monitor [0-9]{1,9}"
                    + " [0-9]{1,18}|module \\w+|(owner|map|arguments|ban|shared) \\S*|overlay");

    /** Bans that irqbalance was given. */
    public record Ban(String mask, String list, List<Integer> irqs) {
        public Ban {
            irqs = List.copyOf(irqs);
        }
    }

    private boolean irqbalance;
    private OptionalInt swappiness = OptionalInt.empty();
    private final NavigableMap<Integer, String> affinities = new TreeMap<>();
    private final List<String> modules = new ArrayList<>();
    private final Map<String, String> words = new LinkedHashMap<>();
    private Optional<long[]> monitor = Optional.empty();
    private Optional<Ban> ban = Optional.empty();
    private boolean overlay;
    private long bootTime;
    private final List<String> lost = new ArrayList<>();

    /** What the last boot left; a new one if there is none. */
    public static BootRecord read(StateDirectory directory) throws IOException {
        BootRecord record = new BootRecord();
        for (String line : directory.read(NAME).orElse("").lines().toList()) {
            if (!LINE.matcher(line).matches()) {
                throw new StateException(
                        directory.path().resolve(NAME),
                        "has an invalid line \"%s\"; ".formatted(line) + BootRecord.ADVICE);
            }
            record.add(line.split(" "));
        }
        return record;
    }

    private void add(String[] fields) {
        switch (fields[0]) {
            case "irqbalance" -> irqbalance = true;
            case "overlay" -> overlay = true;
            case "swappiness" -> swappiness = OptionalInt.of((int) Math.min(200, Long.parseLong(fields[1])));
            case "booted" -> bootTime = Long.parseLong(fields[1]);
            case "affinity" -> affinities.put(Integer.valueOf(fields[1]), fields[2]);
            case "monitor" -> monitor = Optional.of(new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])});
            case "module" -> modules.add(fields[1]);
            case "ban" -> ban = Optional.of(parseBan(decode(fields)));
            default -> words.put(fields[0], decode(fields));
        }
    }

    private static Ban parseBan(String text) {
        String[] parts = text.split(" ", -1);
        List<Integer> irqs = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
            if (parts[i].matches("[0-9]{1,6}")) {
                irqs.add(Integer.valueOf(parts[i]));
            }
        }
        return new Ban(parts[0], parts.length > 1 ? parts[1] : "", irqs);
    }

    private static String decode(String[] fields) {
        return fields.length < 2 ? "" : URLDecoder.decode(fields[1], StandardCharsets.UTF_8);
    }

    /** As {@link #read} takes it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (irqbalance) {
            text.append("irqbalance\n");
        }
        if (overlay) {
            text.append("overlay\n");
        }
        swappiness.ifPresent(s -> text.append("swappiness ").append(s).append('\n'));
        if (bootTime != 0) {
            text.append("booted ").append(bootTime).append('\n');
        }
        affinities.forEach((irq, mask) -> text.append("affinity %d %s\n".formatted(irq, mask)));
        monitor.ifPresent(m -> text.append("monitor %d %d\n".formatted(m[0], m[1])));
        modules.forEach(m -> text.append("module ").append(m).append('\n'));
        ban.ifPresent(b -> word(text, "ban", banText(b)));
        words.forEach((name, value) -> word(text, name, value));
        return text.toString();
    }

    private static void word(StringBuilder text, String name, String value) {
        text.append(name)
                .append(' ')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('\n');
    }

    public static String banText(Ban ban) {
        StringBuilder text = new StringBuilder(ban.mask() + " " + ban.list());
        ban.irqs().forEach(i -> text.append(' ').append(i));
        return text.toString();
    }

    /** Reads what {@link #banText} wrote. */
    public static Ban ban(String text) {
        return parseBan(text);
    }

    /** Something that existed before was destroyed for this boot and cannot be restored. */
    public void lose(String what) {
        lost.add(what);
    }

    /** What is lost, for the end of a line; empty for nothing. */
    public String lost() {
        return lost.isEmpty()
                ? ""
                : ", but %s gone".formatted(String.join(", ", lost) + (lost.size() == 1 ? " is" : " are"));
    }

    /** irqbalance ran before the first boot. */
    public void keepIrqbalance() {
        irqbalance = true;
    }

    public boolean irqbalance() {
        return irqbalance;
    }

    public void keepOverlay() {
        overlay = true;
    }

    public boolean overlay() {
        return overlay;
    }

    /** The kernel's swappiness before the first boot. */
    public void keepSwappiness(int value) {
        if (swappiness.isEmpty()) {
            swappiness = OptionalInt.of(value);
        }
    }

    public OptionalInt swappiness() {
        return swappiness;
    }

    /** Where interrupts could go before. */
    public void keepAffinities(NavigableMap<Integer, String> old) {
        old.forEach(affinities::putIfAbsent);
    }

    public NavigableMap<Integer, String> affinities() {
        return new TreeMap<>(affinities);
    }

    public void addModule(String name) {
        if (!modules.contains(name)) {
            modules.add(name);
        }
    }

    /** Modules that were loaded for McKernel, in order. */
    public List<String> modules() {
        return List.copyOf(modules);
    }

    public void keepMonitor(int pid, long started) {
        monitor = Optional.of(new long[] {pid, started});
    }

    /** The monitor's number and start, which identify it together. */
    public Optional<long[]> monitor() {
        return monitor.map(long[]::clone);
    }

    public void keepBan(Ban newBan) {
        ban = Optional.of(newBan);
    }

    public Optional<Ban> ban() {
        return ban;
    }

    public void keepBootTime(long seconds) {
        bootTime = seconds;
    }

    /** Seconds since 1970; 0 if nothing was booted. */
    public long bootTime() {
        return bootTime;
    }

    /** A mount that other namespaces saw before. */
    public void keepShared(String target) {
        if (!shared().contains(target)) {
            words.merge("shared", target, (a, b) -> a + " " + b);
        }
    }

    public List<String> shared() {
        String all = words.getOrDefault("shared", "");
        return all.isEmpty() ? List.of() : List.of(all.split(" "));
    }

    /** Records a word for {@code mck status}: owner, map, arguments. */
    public void keepWord(String name, String value) {
        words.put(name, value);
    }

    public Optional<String> word(String name) {
        return Optional.ofNullable(words.get(name));
    }
}
