package org.mckernel.dump.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.DieNameIndex;
import org.mckernel.dump.dwarf.index.DieNameIndex.Kind;
import org.mckernel.dump.dwarf.index.MemberLocation;
import org.mckernel.dump.dwarf.index.NamedEntry;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.BaseEncoding;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.Tag;
import org.mckernel.dump.elf.ElfFile;

/**
 * The types, variables and constants in an image's debug information. Each is read on first use.
 *
 * <p>Thread-safe. Valid while the image is open.
 */
public final class TypeCatalog {
    private static final long WORD = 8;

    private final DieNameIndex entries;
    private final Map<Long, CType> known = new ConcurrentHashMap<>();

    /**
     * A variable with a fixed address.
     *
     * @param address its link address; empty for a declaration or when it was optimized out
     */
    public record Variable(String name, CType type, OptionalLong address) {}

    /**
     * A line of a listing.
     *
     * @param file without its directory
     * @param line 0 for a base type
     * @param external true if it is not {@code static}
     * @param text as C declares it
     */
    public record Definition(String name, String file, long line, boolean external, String text) {}

    private TypeCatalog(DieNameIndex entries) {
        this.entries = entries;
    }

    /**
     * The catalog of an image; empty without debug information.
     *
     * @throws MalformedFileException when a debug section is damaged
     */
    public static Optional<TypeCatalog> of(ElfFile file) throws MalformedFileException {
        return DieNameIndex.of(file).map(TypeCatalog::new);
    }

    /** The structure, union or enumeration with a tag; the caller checks its keyword. */
    public Optional<CType> tagged(String tag) throws MalformedFileException {
        return entries.find(Kind.TAG, tag).map(this::typeAt);
    }

    /** All definitions of a tag in different source files, each once, in file order; reads all units of the image. */
    public List<CType> allTagged(String tag) throws MalformedFileException {
        List<CType> all = new ArrayList<>();
        for (Die die : entries.definitions(Kind.TAG, tag)) {
            all.add(typeAt(die));
        }
        return all;
    }

    /** A typedef, or a base type in the compiler's spelling: {@code long unsigned int}. */
    public Optional<CType> named(String name) throws MalformedFileException {
        return entries.find(Kind.TYPE, name).map(this::typeAt);
    }

    /** A global or file-static variable. */
    public Optional<Variable> variable(String name) throws MalformedFileException {
        Optional<Die> die = entries.find(Kind.VARIABLE, name);
        return die.isEmpty()
                ? Optional.empty()
                : Optional.of(new Variable(name, typeOf(die.get()), entries.address(die.get())));
    }

    /** The type of a function. */
    public Optional<CType> function(String name) throws MalformedFileException {
        return entries.find(Kind.FUNCTION, name).map(this::typeAt);
    }

    /** The enumeration of an enumeration constant. */
    public Optional<CType> enumerationWith(String constant) throws MalformedFileException {
        return entries.find(Kind.CONSTANT, constant).map(this::typeAt);
    }

    /** Names of a kind with a prefix, for completion. */
    public List<String> names(Kind kind, String prefix, int most) throws MalformedFileException {
        return entries.names(kind, prefix, most);
    }

    /** Which types are in files that are not read, as {@link DieNameIndex#elsewhere}. */
    public Optional<String> elsewhere() throws MalformedFileException {
        return entries.elsewhere();
    }

    /**
     * Passes all definitions of a kind with a requested name to a consumer, as C declarations.
     *
     * @return the first damage; definitions after it were skipped
     */
    public Optional<String> definitions(Kind kind, Predicate<String> wanted, Consumer<Definition> found) {
        List<String> damaged = new ArrayList<>();
        Predicate<String> usual = name -> wanted.test(BaseNames.usual(name));
        Optional<String> damage = entries.forEach(kind, usual, entry -> {
            try {
                found.accept(definition(kind, entry));
            } catch (MalformedFileException | BadTypeException e) {
                if (damaged.isEmpty()) {
                    damaged.add(e.getMessage());
                }
            }
        });
        return damage.or(() -> damaged.stream().findFirst());
    }

    private Definition definition(Kind kind, NamedEntry entry) throws MalformedFileException {
        CType type = kind == Kind.VARIABLE ? typeOf(entry.die()) : typeAt(entry.die());
        String text = switch (kind) {
            case FUNCTION, VARIABLE -> (entry.external() ? "" : "static ") + TypeText.declaration(type, entry.name());
            default ->
                type instanceof CType.Typedef typedef
                        ? "typedef " + TypeText.name(typedef.target().get()) + " " + entry.name()
                        : TypeText.name(type);
        };
        return type instanceof CType.Base base && kind == Kind.TYPE
                ? new Definition(base.name(), entry.file(), 0, true, text)
                : new Definition(
                        entry.name(),
                        entry.file(),
                        entry.line(),
                        entry.external() || kind == Kind.TYPE || kind == Kind.TAG,
                        text + ";");
    }

    /** The debug information that the types are read from. */
    public DieNameIndex entries() {
        return entries;
    }

    /** The type that a variable, parameter or member has; void when it has no type. */
    public CType typeOf(Die die) throws MalformedFileException {
        Optional<Die> type = entries.type(die);
        return type.isPresent() ? typeAt(type.get()) : new CType.NoValue();
    }

    private TypeReference reference(Die die) {
        return new TypeReference(() -> {
            try {
                return typeOf(die);
            } catch (MalformedFileException e) {
                throw new BadTypeException(e.getMessage(), e);
            }
        });
    }

    private CType typeAt(Die die) {
        CType type = known.get(die.offset());
        if (type == null) {
            try {
                Die complete = entries.complete(die);
                type = complete.offset() == die.offset() ? read(die) : typeAt(complete);
            } catch (MalformedFileException e) {
                throw new BadTypeException(e.getMessage(), e);
            }
            CType other = known.putIfAbsent(die.offset(), type);
            type = other == null ? type : other;
        }
        return type;
    }

    private CType read(Die die) throws MalformedFileException {
        return switch (die.tag()) {
            case Tag.BASE_TYPE ->
                new CType.Base(
                        BaseNames.usual(entries.name(die)), entries.size(die).orElse(0), encoding(die));
            case Tag.POINTER_TYPE ->
                new CType.Pointer(reference(die), entries.size(die).orElse(WORD));
            case Tag.TYPEDEF -> new CType.Typedef(entries.name(die), reference(die));
            case Tag.CONST_TYPE, Tag.VOLATILE_TYPE, Tag.RESTRICT_TYPE, Tag.ATOMIC_TYPE -> qualified(die);
            case Tag.STRUCTURE_TYPE, Tag.CLASS_TYPE -> aggregate("struct", die);
            case Tag.UNION_TYPE -> aggregate("union", die);
            case Tag.ENUMERATION_TYPE -> enumeration(die);
            case Tag.ARRAY_TYPE -> array(die, reference(die));
            case Tag.SUBROUTINE_TYPE, Tag.SUBPROGRAM -> function(die);
            case Tag.UNSPECIFIED_TYPE -> new CType.NoValue();
            default ->
                new CType.Base(
                        "<type of kind 0x%x>".formatted(die.tag()),
                        entries.size(die).orElse(0),
                        CType.Encoding.OTHER);
        };
    }

    private static String qualifier(int tag) {
        return switch (tag) {
            case Tag.CONST_TYPE -> "const";
            case Tag.VOLATILE_TYPE -> "volatile";
            case Tag.RESTRICT_TYPE -> "restrict";
            case Tag.ATOMIC_TYPE -> "_Atomic";
            default -> "";
        };
    }

    /** A qualified type; for an array the elements are qualified, as in C. */
    private CType qualified(Die die) throws MalformedFileException {
        List<String> qualifiers = new ArrayList<>();
        Die at = die;
        while (at != null && !qualifier(at.tag()).isEmpty() && qualifiers.size() < TypeReference.LONGEST_CHAIN) {
            qualifiers.add(qualifier(at.tag()));
            at = entries.type(at).orElse(null);
        }
        if (at == null || at.tag() != Tag.ARRAY_TYPE) {
            return new CType.Qualified(qualifiers.getFirst(), reference(die));
        }
        TypeReference element = reference(at);
        for (String qualifier : qualifiers.reversed()) {
            element = TypeReference.to(new CType.Qualified(qualifier, element));
        }
        return array(at, element);
    }

    private CType.Encoding encoding(Die die) throws MalformedFileException {
        return switch ((int) entries.constant(die, Attribute.ENCODING).orElse(0)) {
            case BaseEncoding.DW_ATE_BOOLEAN -> CType.Encoding.BOOLEAN;
            case BaseEncoding.DW_ATE_FLOAT -> CType.Encoding.FLOAT;
            case BaseEncoding.DW_ATE_SIGNED -> CType.Encoding.SIGNED;
            case BaseEncoding.DW_ATE_SIGNED_CHAR -> CType.Encoding.SIGNED_CHARACTER;
            case BaseEncoding.DW_ATE_ADDRESS, BaseEncoding.DW_ATE_UNSIGNED -> CType.Encoding.UNSIGNED;
            case BaseEncoding.DW_ATE_UNSIGNED_CHAR, BaseEncoding.DW_ATE_UTF -> CType.Encoding.UNSIGNED_CHARACTER;
            default -> CType.Encoding.OTHER;
        };
    }

    private CType aggregate(String keyword, Die die) throws MalformedFileException {
        boolean declaration = entries.flag(die, Attribute.DECLARATION);
        return new CType.Aggregate(
                keyword,
                entries.name(die),
                declaration ? OptionalLong.empty() : entries.size(die),
                new Members(() -> members(die)));
    }

    private List<CType.Member> members(Die aggregate) {
        try {
            List<CType.Member> members = new ArrayList<>();
            for (Die die : entries.children(aggregate, Tag.MEMBER)) {
                MemberLocation place = entries.place(die);
                members.add(new CType.Member(entries.name(die), reference(die), place.bitOffset(), place.bits()));
            }
            return members;
        } catch (MalformedFileException e) {
            throw new BadTypeException(e.getMessage(), e);
        }
    }

    private CType enumeration(Die die) throws MalformedFileException {
        OptionalLong size = entries.size(die);
        List<CType.Constant> constants = new ArrayList<>();
        boolean negative = false;
        boolean unsigned = unsignedBase(die);
        int unused = Long.SIZE - (int) Math.clamp(size.orElse(WORD), 1, WORD) * Byte.SIZE;
        for (Die child : entries.children(die, Tag.ENUMERATOR)) {
            long value = entries.enumerator(child) << unused;
            value = unsigned ? value >>> unused : value >> unused;
            negative |= value < 0 && !unsigned;
            constants.add(new CType.Constant(entries.name(child), value));
        }
        return new CType.Enumeration(entries.name(die), size, negative, constants);
    }

    private boolean unsignedBase(Die die) throws MalformedFileException {
        Optional<Die> base = entries.type(die);
        if (base.isPresent()) {
            return !typeAt(base.get()).isSigned();
        }
        return entries.constant(die, Attribute.ENCODING).orElse(0) == 7;
    }

    private CType array(Die die, TypeReference element) throws MalformedFileException {
        List<Long> counts = entries.counts(die);
        if (counts.isEmpty()) {
            return new CType.Array(element, 0, false);
        }
        CType type = null;
        for (int i = counts.size() - 1; i >= 0; i--) {
            type = new CType.Array(
                    type == null ? element : TypeReference.to(type), Math.max(0, counts.get(i)), counts.get(i) >= 0);
        }
        return type;
    }

    private CType function(Die die) throws MalformedFileException {
        List<TypeReference> parameters = new ArrayList<>();
        for (Die parameter : entries.children(die, Tag.PARAMETER)) {
            parameters.add(reference(parameter));
        }
        // An assembler writes no types; gdb treats its functions as declared without prototype.
        boolean assembled = entries.type(die)
                .filter(type -> type.tag() == Tag.UNSPECIFIED_TYPE)
                .isPresent();
        return new CType.Function(
                reference(die),
                parameters,
                !entries.children(die, Tag.UNSPECIFIED_PARAMETERS).isEmpty(),
                assembled || entries.inheritedFlag(die, Attribute.PROTOTYPED));
    }
}
