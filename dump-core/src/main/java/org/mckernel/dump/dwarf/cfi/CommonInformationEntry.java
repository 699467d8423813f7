package org.mckernel.dump.dwarf.cfi;

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
    private static final int OMIT = 0xff;
    private static final int PC_RELATIVE = 0x10;
    private static final int ABSOLUTE = 0x00;

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
        int encoding = ABSOLUTE;
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
        read(cursor, encoding & 0x0f);
    }

    /** An address at the cursor; {@code base} is the section's own address. */
    long pointer(DwarfCursor cursor, long base, int encoding) throws MalformedFileException {
        if (encoding == OMIT) {
            return 0;
        }
        long at = base + cursor.position();
        long value = read(cursor, encoding & 0x0f);
        return switch (encoding & 0x70) {
            case ABSOLUTE -> value;
            case PC_RELATIVE -> value + at;
            default ->
                throw section.unsupported(
                        cursor.position(),
                        "pointer encoding 0x%x".formatted(encoding),
                        "supported are absolute and pc-relative ones");
        };
    }

    private static long read(DwarfCursor cursor, int form) throws MalformedFileException {
        return switch (form) {
            case 0x00, 0x04, 0x0c -> cursor.i64();
            case 0x01 -> cursor.uleb();
            case 0x02 -> cursor.u16();
            case 0x03 -> cursor.u32();
            case 0x09 -> cursor.sleb();
            case 0x0a -> (short) cursor.u16();
            case 0x0b -> (int) cursor.u32();
            default ->
                throw cursor.section()
                        .malformed(cursor.position(), "pointer encoding", "a known form", "0x%x".formatted(form));
        };
    }
}
