package org.mckernel.dump.dwarf.line;

import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNCT_PATH;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNE_DEFINE_FILE;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNE_END_SEQUENCE;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNE_SET_ADDRESS;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_ADVANCE_LINE;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_ADVANCE_PC;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_CONST_ADD_PC;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_COPY;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_FIXED_ADVANCE_PC;
import static org.mckernel.dump.dwarf.line.LineOpcode.DW_LNS_SET_FILE;
import static org.mckernel.dump.dwarf.line.LineOpcode.EXTENDED;

import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.dwarf.unit.DwarfSections;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.Form;

/** Runs the program that encodes one unit's line table (DWARF 5, 6.2). */
public final class LineProgram {
    private static final int MOST_FILES = 1 << 20;

    private final DwarfSection section;
    private final LineTable.Builder table = new LineTable.Builder();

    private LineProgram(DwarfSection section) {
        this.section = section;
    }

    /** Reads the table at an offset of {@code .debug_line}. */
    public static LineTable read(DwarfUnit unit, long offset) throws MalformedFileException {
        LineProgram program = new LineProgram(unit.sections().line());
        program.read(unit.sections(), offset);
        return program.table.table();
    }

    private void read(DwarfSections sections, long offset) throws MalformedFileException {
        DwarfCursor head = new DwarfCursor(section, 0, section.size());
        head.seek(offset);
        long length = head.u32();
        int offsetSize = length == 0xffff_ffffL ? 8 : 4;
        if (offsetSize == 8) {
            length = head.i64();
        }
        section.require(head.position(), length);
        long end = head.position() + length;
        DwarfCursor cursor = new DwarfCursor(section, head.position(), end);
        int version = cursor.u16();
        if (version < 2 || version > 5) {
            throw section.unsupported(offset, "line table of version " + version, "supported are 2 to 5");
        }
        int addressSize = 8;
        if (version >= 5) {
            addressSize = cursor.u8();
            cursor.skip(1); // size of a segment selector
        }
        long headerLength = cursor.relocated(offsetSize);
        section.require(cursor.position(), headerLength);
        long program = cursor.position() + headerLength;
        int unitLength = cursor.u8();
        if (version >= 4) {
            cursor.skip(1); // operations per instruction: 1 on both processors
        }
        cursor.skip(1); // whether a row is a statement by default
        int lineBase = (byte) cursor.u8();
        int lineRange = cursor.u8();
        int opcodeBase = cursor.u8();
        if (lineRange == 0 || opcodeBase == 0) {
            throw section.malformed(offset, "line table header", "a line range and an opcode base above 0", "0");
        }
        int[] arguments = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            arguments[i] = cursor.u8();
        }
        DwarfUnit.Encoding encoding = new DwarfUnit.Encoding(version, offsetSize, addressSize);
        if (version >= 5) {
            table.firstFile(0);
            entries(cursor, encoding, sections, false);
            entries(cursor, encoding, sections, true);
        } else {
            oldNames(cursor);
        }
        cursor.seek(program);
        run(cursor, unitLength, lineBase, lineRange, opcodeBase, arguments);
    }

    private void oldNames(DwarfCursor cursor) throws MalformedFileException {
        while (section.u8(cursor.position()) != 0) {
            cursor.skipText();
        }
        cursor.skip(1);
        while (section.u8(cursor.position()) != 0 && table.fileCount() < MOST_FILES) {
            oldName(cursor);
        }
    }

    private void oldName(DwarfCursor cursor) throws MalformedFileException {
        table.file(baseName(section.text(cursor.position())));
        cursor.skipText();
        cursor.skipLeb(); // directory, time, size
        cursor.skipLeb();
        cursor.skipLeb();
    }

    private void entries(DwarfCursor cursor, DwarfUnit.Encoding encoding, DwarfSections sections, boolean keep)
            throws MalformedFileException {
        int formats = cursor.u8();
        long[] kinds = new long[formats];
        int[] forms = new int[formats];
        for (int i = 0; i < formats; i++) {
            kinds[i] = cursor.uleb();
            forms[i] = (int) cursor.uleb();
        }
        long entries = cursor.uleb();
        if (entries < 0 || entries > MOST_FILES) {
            throw section.malformed(
                    cursor.position(),
                    "number of files",
                    "at most %d".formatted(MOST_FILES),
                    Long.toUnsignedString(entries));
        }
        for (long n = 0; n < entries; n++) {
            String name = "?";
            for (int i = 0; i < formats; i++) {
                if (keep && kinds[i] == DW_LNCT_PATH) {
                    name = text(cursor, forms[i], encoding, sections);
                } else {
                    Form.skip(forms[i], encoding, cursor);
                }
            }
            if (keep) {
                table.file(baseName(name));
            }
        }
    }

    private static String text(DwarfCursor cursor, int form, DwarfUnit.Encoding encoding, DwarfSections sections)
            throws MalformedFileException {
        long at = cursor.position();
        Form.skip(form, encoding, cursor);
        return switch (form) {
            case Form.STRING -> cursor.section().text(at);
            case Form.LINE_STRP -> sections.lineStr().text(cursor.section().relocated(at, encoding.offsetSize()));
            case Form.STRP -> sections.str().text(cursor.section().relocated(at, encoding.offsetSize()));
            default -> "?";
        };
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void run(DwarfCursor cursor, int unitLength, int lineBase, int lineRange, int opcodeBase, int[] arguments)
            throws MalformedFileException {
        long address = 0;
        long file = 1;
        long line = 1;
        while (!cursor.atEnd()) {
            int op = cursor.u8();
            if (op >= opcodeBase) {
                int adjusted = op - opcodeBase;
                address += (long) (adjusted / lineRange) * unitLength;
                line += lineBase + adjusted % lineRange;
                add(address, file, line);
                continue;
            }
            switch (op) {
                case EXTENDED -> {
                    long length = cursor.uleb();
                    long next = cursor.position() + length;
                    section.require(cursor.position(), length);
                    int extended = length == 0 ? 0 : cursor.u8();
                    if (extended == DW_LNE_END_SEQUENCE) {
                        table.endSequence(address);
                        address = 0;
                        file = 1;
                        line = 1;
                    } else if (extended == DW_LNE_SET_ADDRESS) {
                        address = cursor.relocated(length == 5 ? 4 : 8);
                    } else if (extended == DW_LNE_DEFINE_FILE && table.fileCount() < MOST_FILES) {
                        oldName(cursor);
                    }
                    cursor.seek(next);
                }
                case DW_LNS_COPY -> add(address, file, line);
                case DW_LNS_ADVANCE_PC -> address += cursor.uleb() * unitLength;
                case DW_LNS_ADVANCE_LINE -> line += cursor.sleb();
                case DW_LNS_SET_FILE -> file = cursor.uleb();
                case DW_LNS_CONST_ADD_PC -> address += (long) ((255 - opcodeBase) / lineRange) * unitLength;
                case DW_LNS_FIXED_ADVANCE_PC -> address += cursor.u16();
                default -> {
                    for (int i = 0; i < arguments[op]; i++) {
                        cursor.skipLeb();
                    }
                }
            }
        }
    }

    private void add(long address, long file, long line) throws MalformedFileException {
        if (!table.row(address, file, line)) {
            throw section.malformed(0, "line table", "fewer rows", "more than any unit has");
        }
    }
}
