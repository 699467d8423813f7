package org.mckernel.dump.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Finds the two variables of the IHK driver module with the addresses of McKernel's page set and bootstrap memory:
 * through Linux's page tables, its symbols, its list of modules, and the module's own symbols. Needs only the dump with
 * Linux 6.0 and newer; with older kernels a vmlinux where the symbols cannot be found in memory.
 */
public final class IhkModule {
    private static final String PAGE_SET = "dump_page_set_addr";
    private static final String BOOTSTRAP = "dump_bootstrap_mem_start";
    private static final String ADVICE = "give -k mckernel.img or --page-set";

    private final Dump dump;
    private final Options options;
    private final List<String> evidence = new ArrayList<>();
    private final LinuxKernel kernel;

    /**
     * Files that are used where the dump alone is not sufficient.
     *
     * @param vmlinux the dumped kernel's file, with symbols and preferably debug information
     * @param moduleObject the IHK driver module's file (.ko)
     */
    public record Options(Optional<Path> vmlinux, Optional<Path> moduleObject) {
        /** Only the dump. */
        public static Options none() {
            return new Options(Optional.empty(), Optional.empty());
        }
    }

    private IhkModule(Dump dump, Options options) throws LinuxSideException {
        this.dump = dump;
        this.options = options;
        this.kernel = LinuxKernel.of(dump, options.vmlinux(), evidence);
    }

    /**
     * Finds the variables.
     *
     * @return their values; {@link IhkVariables#booted()} is false if no McKernel was ever booted
     * @throws LinuxSideException when a step fails; the message says which, and what to specify instead
     */
    public static IhkVariables find(Dump dump, Options options) throws LinuxSideException {
        return new IhkModule(dump, options).find();
    }

    private IhkVariables find() throws LinuxSideException {
        Map<String, Long> modules = kernel.modules();
        String name = names().stream()
                .filter(modules::containsKey)
                .findFirst()
                .orElseThrow(() -> new LinuxSideException("module %s is not among the %d loaded modules; "
                                .formatted(String.join(" or ", names()), modules.size())
                        + ADVICE));
        long module = modules.get(name);
        ModuleVariables variables = new ModuleVariables(kernel, name, module, options.moduleObject());
        long pageSetAt = variables.address(PAGE_SET);
        long bootstrapAt = variables.address(BOOTSTRAP);
        evidence.add("module " + name + " at 0x" + Long.toHexString(module) + ", " + variables.describe());
        long pageSet = value(PAGE_SET, pageSetAt);
        long bootstrap = value(BOOTSTRAP, bootstrapAt);
        return new IhkVariables(
                pageSet, pageSet == 0 ? 0 : physical(pageSet), bootstrap, kernel.physicalStart(), name, evidence);
    }

    private List<String> names() {
        return dump.architecture().map(Architecture::ihkModuleNames).orElse(List.of());
    }

    private long value(String name, long at) throws LinuxSideException {
        try {
            long value = kernel.memory().i64(at);
            evidence.add(name + " at 0x" + Long.toHexString(at) + " = 0x" + Long.toHexString(value));
            return value;
        } catch (LinuxSideException e) {
            throw new LinuxSideException("%s cannot be read: %s; ".formatted(name, e.getMessage()) + ADVICE, e);
        }
    }

    private long physical(long pageSet) throws LinuxSideException {
        try {
            return kernel.memory().physical(pageSet);
        } catch (LinuxSideException e) {
            throw new LinuxSideException(
                    "%s = 0x%x cannot be translated: %s; ".formatted(PAGE_SET, pageSet, e.getMessage()) + ADVICE, e);
        }
    }
}
