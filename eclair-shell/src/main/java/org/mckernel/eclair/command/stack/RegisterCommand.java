package org.mckernel.eclair.command.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * {@code info registers}: name, hexadecimal, and the value by the register's meaning: code and data as an address,
 * flags by name, others as signed decimals; after that, which gdb does not show, the symbol that the value points to.
 */
final class RegisterCommand {
    private static final Parameter<String> NAME = Parameter.repeated("NAME", Kinds.REGISTER);

    private RegisterCommand() {}

    static Command command() {
        return Command.named("info registers", "regs")
                .topic(Topic.STACKS)
                .takes(NAME)
                .summary("registers in the selected frame, as hexadecimal and by their meaning")
                .example("info registers rip rsp")
                .needs(Need.IMAGE)
                .runs(RegisterCommand::run);
    }

    private static Result run(Session session, Arguments arguments) throws CommandException {
        RegisterFile file = session.kernel().data().architecture().registers();
        List<RegisterFile.Register> wanted = new ArrayList<>();
        for (String name : arguments.all(NAME)) {
            OptionalInt number = file.dwarfNumber(name.startsWith("$") ? name.substring(1) : name);
            if (number.isEmpty()) {
                throw new CommandException("%s: no such register; there are %s"
                        .formatted(
                                name,
                                file.registers().stream()
                                        .map(RegisterFile.Register::name)
                                        .collect(Collectors.joining(" "))));
            }
            file.registers().stream()
                    .filter(r -> r.dwarf() == number.getAsInt())
                    .forEach(wanted::add);
        }
        StackView view = session.stacks().of(session.thread());
        Registers known = view.frames().isEmpty()
                ? view.saved().registers()
                : view.frames()
                        .get(Math.min(session.frame(), view.frames().size() - 1))
                        .frame()
                        .registers();
        boolean nothing =
                file.registers().stream().allMatch(r -> known.get(r.dwarf()).isEmpty());
        List<List<Cell>> rows = new ArrayList<>();
        for (RegisterFile.Register register : wanted.isEmpty() ? file.registers() : wanted) {
            OptionalLong value = known.get(register.dwarf());
            rows.add(
                    value.isPresent()
                            ? row(session, file, register, value.getAsLong())
                            : List.of(
                                    new Cell.Word(register.name()),
                                    new Cell.Absent(nothing ? "unavailable" : "not saved"),
                                    new Cell.Absent(""),
                                    new Cell.Absent("")));
        }
        return new Result.Table(
                "registers",
                List.of(
                        Column.word("name", ""),
                        Column.word("value", ""),
                        Column.word("natural", ""),
                        Column.word("symbol", "")),
                rows,
                nothing ? List.of(view.saved().note()) : List.of());
    }

    private static List<Cell> row(Session session, RegisterFile file, RegisterFile.Register register, long value) {
        return List.of(
                new Cell.Word(register.name()),
                new Cell.Address(value),
                new Cell.Word(natural(file, register, value)),
                Cell.word(SymbolText.of(session).apply(value)));
    }

    private static String natural(RegisterFile file, RegisterFile.Register register, long value) {
        int number = register.dwarf();
        if (number == file.status().dwarf()) {
            return file.status().text(value);
        }
        // aarch64 keeps its frame pointer in x29, which is a register as others
        boolean address = number == file.programCounter()
                || number == file.stackPointer()
                || (number == file.framePointer() && file.linkRegister().isEmpty());
        return address
                ? "0x" + Long.toHexString(value)
                : Long.toString(register.bytes() == Integer.BYTES ? (int) value : value);
    }
}
