package org.mckernel.dump.linux.kallsyms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * The kernel's own symbol table in its memory. Names are compared in their compressed form, so that looking up a few of
 * a hundred thousand takes one pass and creates no strings.
 */
public final class Kallsyms {
    private static final String REFERENCE = "_stext";
    private static final int[] TWO_BYTE_LENGTHS_SINCE = {6, 1};

    private final KernelMemory memory;
    private final KallsymsTables tables;
    private final List<String> names;
    private final KallsymsNames walked;
    private final AddressForm form;

    private Kallsyms(
            KernelMemory memory, KallsymsTables tables, List<String> names, KallsymsNames walked, AddressForm form) {
        this.memory = memory;
        this.tables = tables;
        this.names = names;
        this.walked = walked;
        this.form = form;
    }

    /**
     * Looks up names in one pass.
     *
     * @param wanted names; {@code _stext} is always added, to determine the form of the address table
     * @param stext run-time address of {@code _stext}
     * @param release the kernel's release, or "" when unknown; determines the form of lengths where nothing else does
     * @throws LinuxSideException when the tables are inconsistent or not in the dump
     */
    public static Kallsyms read(
            KernelMemory memory, KallsymsTables tables, List<String> wanted, long stext, String release)
            throws LinuxSideException {
        List<String> names = new ArrayList<>(wanted);
        if (!names.contains(REFERENCE)) {
            names.add(REFERENCE);
        }
        byte[][] bytes =
                names.stream().map(n -> n.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
        KallsymsTokens tokens = new KallsymsTokens(memory, tables);
        boolean preferred = isAtLeast(release, TWO_BYTE_LENGTHS_SINCE);
        KallsymsNames walked = new KallsymsNames(memory, tables, tokens, bytes);
        LinuxSideException failure = null;
        try {
            walked.walk(preferred);
        } catch (LinuxSideException e) {
            failure = e;
        }
        if (failure != null || (walked.formMatters() && !walked.marked())) {
            KallsymsNames other = new KallsymsNames(memory, tables, tokens, bytes);
            try {
                other.walk(!preferred);
                if (other.marked() || failure != null) {
                    walked = other;
                    failure = null;
                }
            } catch (LinuxSideException e) {
                if (failure != null) {
                    throw failure;
                }
            }
        }
        AddressForm form = form(memory, tables, walked.found(names.indexOf(REFERENCE)), stext);
        return new Kallsyms(memory, tables, names, walked, form);
    }

    private static AddressForm form(KernelMemory memory, KallsymsTables tables, int[] symbols, long stext)
            throws LinuxSideException {
        for (int symbol : symbols) {
            for (AddressForm form : AddressForm.values()) {
                boolean possible = (form == AddressForm.ABSOLUTE) == tables.absolute()
                        && (tables.base().isPresent()
                                || form == AddressForm.ABSOLUTE
                                || form == AddressForm.PLACE_RELATIVE);
                if (possible && address(memory, tables, form, symbol) == stext) {
                    return form;
                }
            }
        }
        throw new LinuxSideException(
                symbols.length == 0
                        ? "kallsyms at 0x%x: none of its %d symbols is _stext".formatted(tables.names(), tables.count())
                        : "kallsyms at 0x%x: no known form of its addresses gives _stext = 0x%x"
                                .formatted(tables.addresses(), stext));
    }

    private static long address(KernelMemory memory, KallsymsTables tables, AddressForm form, int symbol)
            throws LinuxSideException {
        long entry = tables.entry(symbol);
        long stored = form.width() == 8 ? memory.i64(entry) : memory.u32(entry);
        return form.address(stored, entry, tables.base().orElse(0));
    }

    /** True if {@code release} is of Linux {@code version} or newer, or unknown. */
    private static boolean isAtLeast(String release, int[] version) {
        String[] parts = release.split("[^0-9]+", 3);
        try {
            int major = Integer.parseInt(parts[0]);
            return major > version[0] || (major == version[0] && Integer.parseInt(parts[1]) >= version[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return true;
        }
    }

    /**
     * Addresses of the symbols with that name (static symbols may share a name), in table order; empty when there is
     * none.
     */
    public List<Long> addresses(String name) throws LinuxSideException {
        List<Long> addresses = new ArrayList<>();
        int index = names.indexOf(name);
        if (index >= 0) {
            for (int symbol : walked.found(index)) {
                addresses.add(address(memory, tables, form, symbol));
            }
        }
        return addresses;
    }

    /** First of {@link #addresses}. */
    OptionalLong address(String name) throws LinuxSideException {
        List<Long> addresses = addresses(name);
        return addresses.isEmpty() ? OptionalLong.empty() : OptionalLong.of(addresses.getFirst());
    }

    /** One line for users. */
    public String describe() {
        return "kallsyms: " + tables.count() + " symbols, " + form.label();
    }
}
