package org.mckernel.dump.dwarf.cfi;

import org.mckernel.dump.dwarf.unit.DwarfSection;

/**
 * A frame description entry (FDE; DWARF 5, 6.4.1): how the frames of one function's instructions are unwound.
 *
 * @param common its common information entry
 * @param start first address
 * @param end one past the last
 * @param section that it is in
 * @param program start of its instructions in the section
 * @param programEnd one past their last byte
 */
record FrameDescriptionEntry(
        CommonInformationEntry common, long start, long end, DwarfSection section, long program, long programEnd) {}
