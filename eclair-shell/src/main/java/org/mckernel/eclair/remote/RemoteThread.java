package org.mckernel.eclair.remote;

import java.util.OptionalInt;
import org.mckernel.dump.arch.Registers;

/**
 * A thread as clients see it.
 *
 * @param id what packets call it: the kernel's number where that can be
 * @param cpu the CPU it belongs to
 * @param name its program; empty if unknown
 * @param state what {@code info threads} shows next to it
 * @param registers what is known of them
 */
record RemoteThread(int id, OptionalInt cpu, String name, String state, Registers registers) {}
