package org.mckernel.benchmarks;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.CallFrames;
import org.mckernel.dump.dwarf.cfi.RegisterRule;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeBody;
import org.mckernel.dump.type.TypeCatalog;

/**
 * What dump-core says of an image, written as its peers write it: {@code types} and {@code variants} as gdb's
 * {@code ptype /o}, {@code lines} as {@code addr2line -a -i -f -s}, {@code rules} as
 * {@code readelf --debug-dump=frames-interp}, {@code symbols} as {@code nm}. Questions come on standard input, one a
 * line. {@code benchmarks/peers/dwarf.sh} compares.
 */
public final class DwarfAnswers {
    private static final String[] REGISTERS = {
        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
        "ra"
    };

    private final KernelImage image;
    private final PrintStream out;

    private DwarfAnswers(KernelImage image, PrintStream out) {
        this.image = image;
        this.out = out;
    }

    /** Answers one question. */
    @FunctionalInterface
    private interface Answer {
        void to(String question) throws IOException;
    }

    /**
     * Arguments: what is asked for, and the image.
     *
     * @throws IOException when the image cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: DwarfAnswers types|variants|lines|rules|symbols IMAGE <QUESTIONS");
            System.exit(2);
        }
        try (KernelImage image = KernelImage.open(Path.of(args[1]));
                PrintStream out =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Answer answer = new DwarfAnswers(image, out).answer(args[0]);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer.to(line);
            }
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.err.printf(
                    "%s: heap in use at the end %d KiB%n",
                    args[0], (runtime.totalMemory() - runtime.freeMemory()) >> 10);
        }
    }

    private Answer answer(String kind) throws IOException {
        return switch (kind) {
            case "types" -> {
                TypeCatalog catalog = TypeCatalog.of(image.elf()).orElseThrow();
                yield tag -> type(catalog, tag);
            }
            case "variants" -> {
                TypeCatalog catalog = TypeCatalog.of(image.elf()).orElseThrow();
                yield tag -> variants(catalog, tag);
            }
            case "lines" -> {
                DebugInfo info = DebugInfo.of(image.elf()).orElseThrow();
                yield address -> lines(info, Long.parseUnsignedLong(address, 16));
            }
            case "rules" -> {
                CallFrames frames = CallFrames.of(image.elf());
                yield address -> rules(frames, address);
            }
            case "symbols" -> this::symbols;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private void type(TypeCatalog catalog, String tag) throws IOException {
        out.println("$ ptype /o " + tag);
        try {
            Optional<CType> type = catalog.tagged(tag.substring(tag.indexOf(' ') + 1));
            out.println(
                    type.isPresent()
                            ? String.join("\n", TypeBody.of(type.get(), true))
                            : "not known; " + catalog.elsewhere().orElse("nothing is elsewhere"));
        } catch (BadTypeException e) {
            out.println(e.getMessage());
        }
    }

    /** Every different body that a tag has: source files may mean different things by it. */
    private void variants(TypeCatalog catalog, String tag) throws IOException {
        Set<String> bodies = new LinkedHashSet<>();
        for (CType type : catalog.allTagged(tag.substring(tag.indexOf(' ') + 1))) {
            bodies.add(String.join("\n", TypeBody.of(type, true)));
        }
        bodies.forEach(body -> out.println("$ ptype /o " + tag + "\n" + body));
    }

    private void lines(DebugInfo info, long pc) throws IOException {
        out.printf("0x%016x%n", pc);
        Optional<SourceLine> line = info.line(pc);
        List<CodeScope> scopes = info.scopes(pc);
        for (CodeScope scope : scopes) {
            out.println(scope.name() + "\n" + text(line));
            line = scope.callSite();
        }
        if (scopes.isEmpty()) {
            out.println(image.symbols().nearest(pc).map(Symbol::name).orElse("??") + "\n" + text(line));
        }
    }

    private static String text(Optional<SourceLine> line) {
        return line.map(l -> l.line() == 0 ? l.file() + ":?" : l.toString()).orElse("??:?");
    }

    private void rules(CallFrames frames, String address) throws IOException {
        Optional<CallFrameRow> row = frames.row(Long.parseUnsignedLong(address, 16));
        if (row.isEmpty()) {
            out.println(address + " not described");
            return;
        }
        CallFrameRow r = row.get();
        Map<Integer, String> rules = new TreeMap<>();
        r.rules().forEach((register, rule) -> rules.put(register, text(rule)));
        String cfa = r.cfaExpression().isPresent() ? "exp" : "%s%+d".formatted(name(r.cfaRegister()), r.cfaOffset());
        List<String> all = new ArrayList<>(List.of(address, cfa));
        rules.forEach((register, rule) -> {
            if (!rule.equals("u") || register == r.returnAddressRegister()) {
                all.add(name(register) + "=" + rule);
            }
        });
        out.println(all.stream().collect(Collectors.joining(" ")));
    }

    private static String name(int register) {
        return register >= 0 && register < REGISTERS.length ? REGISTERS[register] : "r" + register;
    }

    private static String text(RegisterRule rule) {
        return switch (rule) {
            case RegisterRule.Undefined _, RegisterRule.Unspecified _ -> "u";
            case RegisterRule.SameValue _ -> "s";
            case RegisterRule.Offset at -> "c%+d".formatted(at.offset());
            case RegisterRule.ValueOffset at -> "v%+d".formatted(at.offset());
            case RegisterRule.InRegister other -> name(other.register());
            case RegisterRule.AtExpression _ -> "exp";
            case RegisterRule.ValueExpression _ -> "vexp";
        };
    }

    private void symbols(String name) throws IOException {
        image.symbols().findAll(name).stream()
                .map(Symbol::value)
                .sorted(Long::compareUnsigned)
                .forEach(a -> out.printf("%016x %s%n", a, name));
    }
}
