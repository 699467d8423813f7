package org.mckernel.eclair.command.memory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.disassembly.Instruction;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Machine code: {@code disassemble}, {@code x/i}. */
public final class CodeCommands {
    private static final int LONGEST_INSTRUCTION = 16;
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern TARGET = Pattern.compile("(.*\\s|)(0x[0-9a-f]+)");

    private static final Parameter<CodeRange> RANGE =
            Parameter.optional("ADDRESS[,END | ,+LENGTH]", Kind.rest(Completion.EXPRESSION, CodeRange::of));

    private CodeCommands() {}

    /** The command. */
    public static List<Command> all() {
        return List.of(Command.named("disassemble", "dis")
                .topic(Topic.MEMORY)
                .takes(RANGE)
                .summary("the machine code of a function, or of a range; without an address, of the selected frame")
                .example("disassemble schedule")
                .needs(Need.IMAGE, Need.DISASSEMBLER)
                .runs(CodeCommands::disassemble));
    }

    /**
     * A range of code as it was written.
     *
     * @param length in bytes, if that was written
     * @param end where it ends, if that was written
     */
    private record CodeRange(AddressArgument start, OptionalLong length, Optional<AddressArgument> end) {
        static CodeRange of(String text) throws BadArgumentException {
            String[] parts = text.split(",", 2);
            AddressArgument start = AddressArgument.of(parts[0]);
            String end = parts.length == 2 ? parts[1].strip() : "";
            if (end.startsWith("+")) {
                long length = Kinds.number(end.substring(1).strip());
                return new CodeRange(start, OptionalLong.of(length), Optional.empty());
            }
            return new CodeRange(
                    start,
                    OptionalLong.empty(),
                    parts.length == 2 ? Optional.of(AddressArgument.of(end)) : Optional.empty());
        }
    }

    /** Code, and what it was read from. */
    private record Code(MemorySegment bytes, Optional<String> note) {
        static Code of(byte[] bytes, Optional<String> note) {
            return new Code(MemorySegment.ofArray(bytes), note);
        }
    }

    /** As gdb's {@code x/i}. */
    static Result instructions(Session session, long start, int count) throws CommandException {
        Code code = code(session, start, Math.min(count * LONGEST_INSTRUCTION, MOST_BYTES));
        List<Instruction> all = decode(session, code, start);
        return shown(session, all.subList(0, Math.min(count, all.size())), code, start, List.of(), count);
    }

    private static Result disassemble(Session session, Arguments arguments) throws CommandException {
        Optional<CodeRange> range = arguments.get(RANGE);
        long start = range.isEmpty() ? pc(session) : range.get().start().in(session);
        long length;
        List<String> head = new ArrayList<>();
        if (range.isPresent() && range.get().length().isPresent()) {
            length = range.get().length().getAsLong();
        } else if (range.isPresent() && range.get().end().isPresent()) {
            length = range.get().end().get().in(session) - start;
        } else {
            long asked = start;
            Symbol function = symbol(session, asked)
                    .filter(Symbol::function)
                    .orElseThrow(() -> new CommandException(
                            "No function contains 0x%x; give a range: 0x%x,+64".formatted(asked, asked)));
            start = function.value();
            length = function.size();
            head.add("Dump of assembler code for function %s:".formatted(function.name()));
        }
        if (length <= 0 || length > MOST_BYTES) {
            throw new CommandException("0x%x bytes of code: expected 1 to 0x%x".formatted(length, MOST_BYTES));
        }
        Code code = code(session, start, (int) length);
        return shown(session, decode(session, code, start), code, start, head, Integer.MAX_VALUE);
    }

    private static Optional<Symbol> symbol(Session session, long address) throws CommandException {
        try {
            return session.kernel().data().image().symbols().nearest(address);
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static long pc(Session session) throws CommandException {
        StackView view = session.stacks().of(session.thread());
        if (view.frames().isEmpty()) {
            throw new CommandException("the thread has no frames: %s; give an address"
                    .formatted(view.stack().note()));
        }
        return view.frames()
                .get(Math.min(session.frame(), view.frames().size() - 1))
                .frame()
                .pc();
    }

    /** Out of the dump as far as it goes; where it begins with a hole, out of the image. */
    private static Code code(Session session, long start, int length) throws CommandException {
        KernelData data = session.kernel().data();
        byte[] bytes = new byte[length];
        int got = 0;
        String why = "";
        try {
            // A page's end is where a read may begin to fail: pages are read one by one.
            while (got < length) {
                int step = (int) Math.min(length - got, 4096 - ((start + got) & 4095));
                MemorySegment piece = data.virtual().bytes(start + got, step);
                MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, got, step);
                got += step;
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            why = e.getMessage();
        }
        if (got > 0) {
            return Code.of(
                    Arrays.copyOf(bytes, got),
                    got == length
                            ? Optional.empty()
                            : Optional.of("the code ends at 0x%x: %s".formatted(start + got, why)));
        }
        try {
            for (int each = length; each > 0; each /= 2) {
                Optional<MemorySegment> image = data.image().bytes(start, each);
                if (image.isPresent()) {
                    return new Code(
                            image.get(),
                            Optional.of("not in the dump (%s): these are the image's bytes, before the kernel ran"
                                    .formatted(why)));
                }
            }
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
        throw new CommandException("0x%x: %s".formatted(start, why));
    }

    private static List<Instruction> decode(Session session, Code code, long start) throws CommandException {
        try {
            return session.disassembler().instructions(code.bytes().toArray(ValueLayout.JAVA_BYTE), start);
        } catch (IOException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result shown(
            Session session, List<Instruction> all, Code code, long start, List<String> head, int wanted)
            throws CommandException {
        List<String> lines = new ArrayList<>(head);
        JsonArray array = new JsonArray();
        long pc = selectedPc(session);
        for (Instruction each : all) {
            String symbol = SymbolText.of(session).apply(each.address());
            if (head.isEmpty()) {
                lines.add("%s0x%x%s:\t%s"
                        .formatted(
                                each.address() == pc ? "=> " : "   ",
                                each.address(),
                                symbol.isEmpty() ? "" : " " + symbol,
                                named(session, each.text())));
            } else {
                lines.add("%s0x%016x <+%d>:\t%s"
                        .formatted(
                                each.address() == pc ? "=> " : "   ",
                                each.address(),
                                each.address() - start,
                                named(session, each.text())));
            }
            JsonObject one = new JsonObject();
            one.addProperty("address", JsonRenderer.address(each.address()));
            one.addProperty("length", each.length());
            one.addProperty("text", each.text());
            array.add(one);
        }
        if (!head.isEmpty()) {
            lines.add("End of assembler dump.");
        }
        boolean missing = code.note().isPresent() && (all.size() < wanted);
        code.note().filter(_ -> missing).ifPresent(lines::add);
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(start));
        data.add("instructions", array);
        code.note().filter(_ -> missing).ifPresent(note -> data.add("notes", JsonRenderer.words(List.of(note))));
        if (!all.isEmpty()) {
            session.examined().goOnAt(all.getLast().address() + all.getLast().length());
        }
        return new Result.Text(lines, data, missing);
    }

    /** An address at the end of an instruction gets its symbol, as gdb does. */
    private static String named(Session session, String text) {
        Matcher target = TARGET.matcher(text);
        if (!target.matches() || target.group(2).length() > 18) {
            return text;
        }
        String symbol = SymbolText.of(session)
                .apply(Long.parseUnsignedLong(target.group(2).substring(2), 16));
        return symbol.isEmpty() ? text : text + " " + symbol;
    }

    private static long selectedPc(Session session) {
        try {
            return pc(session);
        } catch (CommandException e) {
            return 0;
        }
    }
}
