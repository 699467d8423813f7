package org.mckernel.dump.dwarf.expr;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.Registers;

/**
 * What the location of a variable may depend on.
 *
 * @param pc an address in the frame's current instruction; of a calling frame, in the call
 * @param registers the known registers there
 * @param cfa the canonical frame address, if it is known
 * @param memory that addresses refer to
 * @param caller the frame that called this one, without inlined calls between; empty where unknown
 */
public record FrameState(
        long pc, Registers registers, OptionalLong cfa, VirtualMemory memory, Supplier<Optional<FrameState>> caller) {}
