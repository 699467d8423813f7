package org.mckernel.eclair.remote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.RegisterFile;

/**
 * The processor as a client sees it: its name and its registers, in the order that packets have them. Features and
 * names are those that gdb's manual lists under "Standard Target Features"; gdb needs all registers of a feature, also
 * those that no dump holds.
 */
final class TargetDescription {
    private static final int X87_STACK = 8;
    private static final int X87_BYTES = 10;
    private static final List<String> X87_CONTROL =
            List.of("fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop");

    private static final String FLAGS = "processor_state";
    /** Bits by name, from the lowest; one without a name is always set and not shown. */
    private static final String EFLAGS =
            "CF:0 :1 PF:2 AF:4 ZF:6 SF:7 TF:8 IF:9 DF:10 OF:11 NT:14 RF:16 VM:17 AC:18 VIF:19 VIP:20 ID:21";

    private static final String CPSR = "SP:0 EL:2:3 nRW:4 F:6 I:7 A:8 D:9 IL:20 SS:21 V:28 C:29 Z:30 N:31";

    private final List<TargetRegister> registers = new ArrayList<>();
    private final String triple;
    private final byte[] xml;

    private TargetDescription(Architecture architecture) {
        boolean x86 = architecture.name().equals("x86_64");
        StringBuilder text = new StringBuilder(
                "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n");
        text.append("<architecture>%s</architecture>%n".formatted(x86 ? "i386:x86-64" : architecture.name()));
        feature(text, x86 ? "org.gnu.gdb.i386.core" : "org.gnu.gdb.aarch64.core", flags(x86), core(architecture, x86));
        if (x86) {
            feature(
                    text,
                    "org.gnu.gdb.i386.linux",
                    "",
                    List.of(new TargetRegister("orig_rax", 8, "int", TargetRegister.NEVER_SAVED)));
        }
        xml = text.append("</target>\n").toString().getBytes(StandardCharsets.US_ASCII);
        triple = architecture.name() + "-unknown-unknown";
    }

    static TargetDescription of(Architecture architecture) {
        return new TargetDescription(architecture);
    }

    private static List<TargetRegister> core(Architecture architecture, boolean x86) {
        RegisterFile file = architecture.registers();
        List<TargetRegister> core = new ArrayList<>();
        for (RegisterFile.Register each : file.registers()) {
            // cpsr is saved as 64 bits, of which gdb knows the lower half
            boolean status = each.name().equals("cpsr") || each.name().equals("eflags");
            String type = each.dwarf() == file.programCounter()
                    ? "code_ptr"
                    : each.dwarf() == file.stackPointer() || (x86 && each.dwarf() == file.framePointer())
                            ? "data_ptr"
                            : status ? FLAGS : "int";
            core.add(new TargetRegister(each.name(), status ? Integer.BYTES : each.bytes(), type, each.dwarf()));
        }
        if (x86) {
            for (int i = 0; i < X87_STACK; i++) {
                core.add(new TargetRegister("st" + i, X87_BYTES, "i387_ext", TargetRegister.NEVER_SAVED));
            }
            X87_CONTROL.forEach(
                    name -> core.add(new TargetRegister(name, Integer.BYTES, "int", TargetRegister.NEVER_SAVED)));
        }
        return core;
    }

    /** The type of the processor's state: its bits by name. */
    private static String flags(boolean x86) {
        StringBuilder text = new StringBuilder("<flags id=\"%s\" size=\"%d\">%n".formatted(FLAGS, Integer.BYTES));
        for (String flag : (x86 ? EFLAGS : CPSR).split(" ", -1)) {
            String[] part = flag.split(":", -1);
            text.append("<field name=\"%s\" start=\"%s\" end=\"%s\"/>%n"
                    .formatted(part[0], part[1], part[part.length - 1]));
        }
        return text.append("</flags>\n").toString();
    }

    private void feature(StringBuilder text, String name, String types, List<TargetRegister> members) {
        text.append("<feature name=\"%s\">%n%s".formatted(name, types));
        for (TargetRegister member : members) {
            String type = member.type().equals("int") ? "int" + Byte.SIZE * member.bytes() : member.type();
            text.append("<reg name=\"%s\" bitsize=\"%d\" type=\"%s\" regnum=\"%d\"/>%n"
                    .formatted(member.name(), Byte.SIZE * member.bytes(), type, registers.size()));
            registers.add(member);
        }
        text.append("</feature>\n");
    }

    /** The registers, by the number that packets call them. */
    List<TargetRegister> registers() {
        return registers;
    }

    /** The description as XML. */
    byte[] xml() {
        return xml;
    }

    /** Processor, vendor and system as LLVM writes them. */
    String triple() {
        return triple;
    }
}
