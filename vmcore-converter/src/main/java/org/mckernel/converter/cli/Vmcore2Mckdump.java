package org.mckernel.converter.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.mckernel.converter.Conversion;
import org.mckernel.converter.ConversionException;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.converter.write.DumpDescription;
import org.mckernel.converter.write.HeaderForm;
import org.mckernel.converter.write.MckdumpWriter;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.input.InputFiles;
import org.mckernel.dump.locate.KnownAddresses;
import org.mckernel.dump.locate.LocateRequest;
import org.mckernel.dump.locate.LocateStrategy;
import org.mckernel.dump.locate.Locator;
import org.mckernel.dump.locate.McKernelImage;
import org.mckernel.dump.output.PartialFile;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.dump.result.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code vmcore2mckdump}. */
@Command(
        name = Vmcore2Mckdump.NAME,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        customSynopsis = "vmcore2mckdump [OPTION]... VMCORE... OUT",
        description = "Extracts McKernel's memory from a Linux vmcore into an mckdump for eclair.%nReads ELF vmcores"
                + " (kdump, makedumpfile -E, QEMU), kdump-compressed files (zlib, lzo, snappy, zstd; several files:"
                + " the parts of a split set), diskdump, and flattened streams of these; mckdumps; all of them also"
                + " compressed with gzip, xz, bzip2 or zstd (decompressed next to OUT first).%n",
        footer = {
            "",
            ExitCode.HELP,
            "",
            "Examples:",
            "  vmcore2mckdump vmcore out.mckdump",
            "  vmcore2mckdump -k mckernel.img vmcore.1 vmcore.2 out.mckdump",
            "  makedumpfile -F -l -d 23 /proc/vmcore | vmcore2mckdump - out.mckdump",
            "  vmcore2mckdump --dry-run vmcore"
        })
public final class Vmcore2Mckdump implements Callable<Integer> {
    static final String NAME = "vmcore2mckdump";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "VMCORE... OUT: the vmcore (- is standard input) and the mckdump to write. "
                    + "With --dry-run, OUT may be omitted.")
    private List<Path> files;

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "IMG",
            description = "McKernel's image. Default: mckernel.img next to VMCORE, else in the current directory, if it"
                    + " matches.")
    private Path kernel;

    @Option(
            names = {"-d", "--dump-level"},
            paramLabel = "LEVEL",
            description = "0: all memory assigned to McKernel that is in the vmcore. 24: of that, what the kernel uses"
                    + " (found by walking its page tables and free lists; needs -k). Default: the pages that the"
                    + " dump's own page set announces.")
    private Integer dumpLevel;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "How to find McKernel: given, image, symbols or scan. Default: each in that order.")
    private String strategy;

    @Option(
            names = "--vmlinux",
            paramLabel = "FILE",
            description = "Linux image with debug information, if the vmcore's own symbols are not sufficient.")
    private Path vmlinux;

    @Option(
            names = "--module-object",
            paramLabel = "FILE",
            description = "The IHK driver module (ihk-smp-x86_64.ko), for a kernel that keeps no data symbols.")
    private Path moduleObject;

    @Option(
            names = "--page-set",
            paramLabel = "ADDR",
            converter = AddressConverter.class,
            description = "Known physical address of the dump page set.")
    private Long pageSet;

    @Option(
            names = "--bootstrap",
            paramLabel = "ADDR",
            converter = AddressConverter.class,
            description = "Known physical start of the bootstrap memory.")
    private Long bootstrap;

    @Option(
            names = "--boot-param",
            paramLabel = "ADDR",
            converter = AddressConverter.class,
            description = "Known physical address of the boot_param page.")
    private Long bootParam;

    @Option(
            names = "--kernel-base",
            paramLabel = "ADDR",
            converter = AddressConverter.class,
            description = "Known physical address of the image's first byte.")
    private Long kernelBase;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description =
                    "Header of the chunk table: eclair (default; read since 2020) or legacy (16 bytes, for an eclair "
                            + "of 2017 to 2020).")
    private String format = "eclair";

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Threads. Default: one per processor.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--dry-run", description = "Print the plan and the chunk table; write nothing.")
    private boolean dryRun;

    @Option(names = "--verify", description = "Read the whole output back and compare checksums.")
    private boolean verify;

    @Option(names = "--force", description = "Replace an existing OUT; continue although the image does not match.")
    private boolean force;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--no-progress", description = "Show no progress line on a terminal.")
    private boolean noProgress;

    @Option(names = "--debug", description = "Print a stack trace with an error.")
    private boolean debug;

    /** Runs the command and exits with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The picocli command; also {@code mck convert}. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Vmcore2Mckdump());
        line.getCommandSpec().versionProvider(() -> new String[] {Version.of(NAME)});
        line.setParameterExceptionHandler((e, _) -> {
            System.err.println("vmcore2mckdump: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        });
        return line;
    }

    @Override
    public Integer call() {
        try {
            return convert();
        } catch (UsageException e) {
            System.err.println("vmcore2mckdump: " + e.getMessage() + "; see --help");
            return ExitCode.USAGE;
        } catch (ConversionException e) {
            return fail(
                    files.getFirst() + ": " + e.getMessage(),
                    e,
                    switch (e.outcome()) {
                        case FAILED -> ExitCode.ERROR;
                        case MISMATCH -> ExitCode.MISMATCH;
                        case NO_MCKERNEL -> ExitCode.NO_MCKERNEL;
                    });
        } catch (IOException | HoleList.TooManyHolesException | RuntimeException | Error e) {
            // every failure is one line for the user; --debug shows the stack trace
            return fail(ErrorLine.of(e), e, ExitCode.ERROR);
        }
    }

    private int fail(String line, Throwable failure, int code) {
        System.err.println("vmcore2mckdump: " + line);
        if (debug) {
            failure.printStackTrace();
        }
        return code;
    }

    private int convert() throws IOException, ConversionException, HoleList.TooManyHolesException, UsageException {
        if (files.size() == 1 && !dryRun) {
            throw new UsageException("give VMCORE and OUT");
        }
        List<Path> inputs = files.size() == 1 ? files : files.subList(0, files.size() - 1);
        Optional<Path> output = dryRun ? Optional.empty() : Optional.of(files.getLast());
        List<LocateStrategy> strategies = strategies();
        Conversion.Scope scope = scope();
        HeaderForm header = header();
        if (jobs < 1 || jobs > 1024) {
            throw new UsageException("--jobs takes a number from 1 to 1024");
        }
        if (files.size() > 1) {
            requireOther(inputs, files.getLast());
        }
        if (output.isPresent()) {
            PartialFile.check(output.get(), force);
        }
        Path scratch = output.isPresent() ? output.get().toAbsolutePath().getParent() : InputFiles.scratchDirectory();
        try (InputDump input = dryRun ? InputDump.ofPlan(files, scratch) : InputDump.of(inputs, scratch);
                ImageChoice image = ImageChoice.of(Optional.ofNullable(kernel), inputs.getFirst())) {
            return convert(input.files(), output, input.dump(), image.image(), strategies, scope, header);
        }
    }

    private int convert(
            List<Path> inputs,
            Optional<Path> output,
            Dump dump,
            Optional<McKernelImage> image,
            List<LocateStrategy> strategies,
            Conversion.Scope scope,
            HeaderForm header)
            throws IOException, ConversionException, HoleList.TooManyHolesException {
        long begin = System.nanoTime();
        LocateRequest request = new LocateRequest(
                dump, image, known(), Optional.ofNullable(vmlinux), Optional.ofNullable(moduleObject), jobs);
        boolean imageGiven = kernel != null;
        Conversion conversion = Conversion.prepare(request, strategies, scope, force || !imageGiven);
        ConversionReport report = new ConversionReport(inputs, dump, conversion);
        PrintStream out = System.out;
        if (!json) {
            report.printPlan(out);
        }
        if (output.isEmpty()) {
            int code = exitCode(conversion, conversion.plan().holes());
            if (json) {
                report.printJson(out, output, Optional.empty(), code);
            } else {
                report.printChunks(out);
            }
            return code;
        }
        DumpDescription description = new DumpDescription(
                Version.of(NAME),
                inputs,
                dump,
                conversion.location(),
                conversion.matchingBuildId(image),
                writtenLevel(conversion));
        LongConsumer progress = ProgressLine.start(conversion.plan().announcedBytes(), !noProgress && !json);
        MckdumpWriter.Result result = MckdumpWriter.write(
                output.get(),
                conversion.plan(),
                description,
                new MckdumpWriter.Options(force, jobs, verify, header),
                progress);
        int code = exitCode(conversion, result.holes());
        if (json) {
            report.printJson(out, output, Optional.of(result), code);
        } else {
            report.printResult(out, output.get(), result, (System.nanoTime() - begin) / 1e9, verify);
        }
        return code;
    }

    private Optional<Long> writtenLevel(Conversion conversion) {
        return dumpLevel == null ? DumpDescription.levelOf(conversion.location()) : Optional.of(dumpLevel.longValue());
    }

    private static int exitCode(Conversion conversion, HoleList holes) {
        return holes.totalBytes() > 0 || conversion.unfinished() ? ExitCode.INCOMPLETE : ExitCode.COMPLETE;
    }

    private static void requireOther(List<Path> inputs, Path output) throws IOException, UsageException {
        for (Path input : inputs) {
            if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
                throw new UsageException("%s: output and input are the same file".formatted(output));
            }
        }
    }

    private List<LocateStrategy> strategies() throws UsageException {
        if (strategy == null) {
            return Locator.all();
        }
        List<LocateStrategy> chosen =
                Locator.all().stream().filter(s -> s.name().equals(strategy)).toList();
        if (chosen.isEmpty()) {
            throw new UsageException("--strategy takes given, image, symbols or scan, not " + strategy);
        }
        return chosen;
    }

    private Conversion.Scope scope() throws UsageException {
        if (dumpLevel == null) {
            return Conversion.Scope.AS_ANNOUNCED;
        }
        return switch (dumpLevel) {
            case 0 -> Conversion.Scope.ALL_ASSIGNED;
            case 24 -> Conversion.Scope.KERNEL_USED;
            default ->
                throw new UsageException(
                        "--dump-level takes 0 or 24 (omit it to convert what the page set announces), not "
                                + dumpLevel);
        };
    }

    private HeaderForm header() throws UsageException {
        return switch (format) {
            case "eclair" -> HeaderForm.ECLAIR;
            case "legacy" -> HeaderForm.LEGACY;
            default -> throw new UsageException("--format takes eclair or legacy, not " + format);
        };
    }

    private KnownAddresses known() {
        return new KnownAddresses(optional(pageSet), optional(bootstrap), optional(bootParam), optional(kernelBase));
    }

    private static OptionalLong optional(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** A command line with valid syntax but invalid values. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }
}
