package org.mckernel.dump.dwarf.cfi;

import static org.mckernel.dump.dwarf.cfi.PointerEncoding.BASE;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_ABSPTR;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_OMIT;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_PCREL;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_SDATA2;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_SDATA4;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_SDATA8;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_SLEB128;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_UDATA2;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_UDATA4;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_UDATA8;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.DW_EH_PE_ULEB128;
import static org.mckernel.dump.dwarf.cfi.PointerEncoding.FORM;

import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/**
 * A common information entry (CIE), shared by many functions' call-frame entries.
 *
 * @param codeFactor code distances are multiples of it
 * @param dataFactor stack distances are multiples of it
 * @param returnAddressRegister DWARF number of the return address's column
 * @param pointerEncoding encoding of addresses (DW_EH_PE_*)
 * @param augmented whether entries have augmentation data
 * @param signalFrame whether functions are entered by an interrupt
 * @param section the section with the instructions
 * @param program their start
 * @param programEnd their end
 */
record CommonInformationEntry(
        long codeFactor,
        long dataFactor,
        int returnAddressRegister,
        int pointerEncoding,
        boolean augmented,
        boolean signalFrame,
        DwarfSection section,
        long program,
        long programEnd) {
    static CommonInformationEntry read(DwarfSection section, long body, long end, boolean eh)
            throws MalformedFileException {
        DwarfCursor cursor = new DwarfCursor(section, body, end);
        int version = cursor.u8();
        if (version != 1 && version != 3 && version != 4) {
            throw section.unsupported(body, "call-frame information of version " + version, "supported are 1, 3 and 4");
        }
        String augmentation = section.text(cursor.position());
        cursor.skip(augmentation.length() + 1L);
        if (version == 4) {
            cursor.skip(2); // size of an address, size of a segment selector
        }
        long codeFactor = cursor.uleb();
        long dataFactor = cursor.sleb();
        int returnAddress = (int) (version == 1 ? cursor.u8() : cursor.uleb());
        boolean augmented = augmentation.startsWith("z");
        int encoding = DW_EH_PE_ABSPTR;
        boolean signal = false;
        if (augmented) {
            long length = cursor.uleb();
            long instructions = cursor.position() + length;
            for (char letter : augmentation.substring(1).toCharArray()) {
                switch (letter) {
                    case 'R' -> encoding = cursor.u8();
                    case 'P' -> skipPointer(cursor, cursor.u8());
                    case 'L' -> cursor.skip(1);
                    case 'S' -> signal = true;
                    default -> {
                        // B (aarch64: which key signs) and unknown letters: their data is skipped below
                    }
                }
            }
            cursor.seek(instructions);
        } else if (!augmentation.isEmpty() && eh) {
            throw section.unsupported(
                    body,
                    "call-frame augmentation \"%s\"".formatted(augmentation),
                    "supported are those that begin with z");
        }
        return new CommonInformationEntry(
                codeFactor, dataFactor, returnAddress, encoding, augmented, signal, section, cursor.position(), end);
    }

    private static void skipPointer(DwarfCursor cursor, int encoding) throws MalformedFileException {
        read(cursor, encoding & FORM);
    }

    /** An address at the cursor; {@code base} is the section's own address. */
    long pointer(DwarfCursor cursor, long base, int encoding) throws MalformedFileException {
        if (encoding == DW_EH_PE_OMIT) {
            return 0;
        }
        long at = base + cursor.position();
        long value = read(cursor, encoding & FORM);
        return switch (encoding & BASE) {
            case DW_EH_PE_ABSPTR -> value;
            case DW_EH_PE_PCREL -> value + at;
            default ->
                throw section.unsupported(
                        cursor.position(),
                        "pointer encoding 0x%x".formatted(encoding),
                        "supported are absolute and pc-relative ones");
        };
    }

    private static long read(DwarfCursor cursor, int form) throws MalformedFileException {
        return switch (form) {
            case DW_EH_PE_ABSPTR, DW_EH_PE_UDATA8, DW_EH_PE_SDATA8 -> cursor.i64();
            case DW_EH_PE_ULEB128 -> cursor.uleb();
            case DW_EH_PE_UDATA2 -> cursor.u16();
            case DW_EH_PE_UDATA4 -> cursor.u32();
            case DW_EH_PE_SLEB128 -> cursor.sleb();
            case DW_EH_PE_SDATA2 -> (short) cursor.u16();
            case DW_EH_PE_SDATA4 -> (int) cursor.u32();
            default ->
                throw cursor.section()
                        .malformed(cursor.position(), "pointer encoding", "a known form", "0x%x".formatted(form));
        };
    }
}
