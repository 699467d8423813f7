package org.mckernel.eclair.disassembly;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.arch.Architecture;

/** The program objdump of binutils, run once for each piece of code. */
final class Objdump implements Disassembler {
    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\t((?:[0-9a-f]{2,8} ?)+)\\s*(?:\\t(.*))?");
    private static final Pattern COMMENT = Pattern.compile("\\s+[#/]{1,2} 0x.*|\\s*<[^>]*>");

    private final String program;
    private final List<String> machine;

    private Objdump(String program, List<String> machine) {
        this.program = program;
        this.machine = machine;
    }

    static Optional<Disassembler> open(Architecture architecture) {
        boolean x86 = architecture.name().equals("x86_64");
        List<String> machine = x86 ? List.of("-m", "i386:x86-64", "-M", "att") : List.of("-m", "aarch64");
        for (String name : x86
                ? List.of("objdump", "x86_64-linux-gnu-objdump")
                : List.of("aarch64-linux-gnu-objdump", "objdump")) {
            if (inPath(name)) {
                return Optional.of(new Objdump(name, machine));
            }
        }
        return Optional.empty();
    }

    private static boolean inPath(String name) {
        String path = System.getenv("PATH");
        for (String directory : path == null ? new String[0] : path.split(":", -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return program;
    }

    @Override
    public List<Instruction> instructions(byte[] code, long address) throws IOException {
        Path file = Files.createTempFile("eclair", ".code");
        try {
            Files.write(file, code);
            List<String> command = new ArrayList<>(
                    List.of(program, "-D", "-z", "-b", "binary", "--adjust-vma=0x" + Long.toHexString(address)));
            command.addAll(machine);
            command.add(file.toString());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            List<Instruction> all = new ArrayList<>();
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line, all);
                }
            }
            if (process.waitFor() != 0) {
                throw new IOException("%s does not support this architecture".formatted(program));
            }
            return all;
        } catch (InterruptedException e) {
            throw new CancellationException();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The bytes of a long instruction continue on a second line, which has no text. */
    private static void add(String line, List<Instruction> all) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        int length = matcher.group(2).replace(" ", "").length() / 2;
        if (matcher.group(3) == null) {
            if (!all.isEmpty()) {
                Instruction last = all.removeLast();
                all.add(new Instruction(last.address(), last.length() + length, last.text()));
            }
            return;
        }
        String text = COMMENT.matcher(matcher.group(3))
                .replaceAll("")
                .replace('\t', ' ')
                .strip();
        all.add(new Instruction(Long.parseUnsignedLong(matcher.group(1), 16), length, text));
    }
}
