package org.mckernel.dump.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The process that makes the requests that block. It is detached from the terminal: when the program that started it
 * has ended in whatever way, it resumes a kernel that it stopped, and ends.
 *
 * <p>A line in is a request, a line out its answer: {@code ok VALUE}, or {@code error ERRNO}, or {@code failed WORDS}.
 */
public final class DeviceHelper {
    private DeviceHelper() {}

    /**
     * Serves standard input.
     *
     * @param args the device's path
     */
    public static void main(String[] args) throws IOException {
        leaveTerminal();
        try (Device device = DeviceFile.open(Path.of(args[0]), args.length > 1 && args[1].equals("write"))) {
            serve(device, System.in, System.out);
        } catch (DeviceException e) {
            System.out.println("error " + e.errno());
        }
    }

    /** Answers until the input ends; then resumes a stopped kernel. */
    static void serve(Device device, InputStream in, PrintStream out) throws IOException {
        out.println("ok 0");
        BufferedReader input = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        try (DirectDump dump = new DirectDump(device)) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                out.println(answer(device, dump, line));
                out.flush();
            }
        }
    }

    private static String answer(Device device, DirectDump dump, String line) {
        try {
            String[] words = line.split(" ", -1);
            return "ok "
                    + switch (words[0]) {
                        case "call" -> device.call(IhkRequest.valueOf(words[1]), Long.parseLong(words[2]));
                        case "can-resume" -> dump.canResume() ? 1 : 0;
                        case "stop" -> {
                            dump.stop(Integer.parseInt(words[1]));
                            yield 0;
                        }
                        case "resume" -> {
                            dump.resume();
                            yield 0;
                        }
                        case "areas" -> {
                            try (Arena arena = Arena.ofConfined()) {
                                yield HexFormat.of().formatHex(dump.areas(arena).toArray(ValueLayout.JAVA_BYTE));
                            }
                        }
                        default -> throw new IOException("unknown request " + words[0]);
                    };
        } catch (DeviceException e) {
            return "error " + e.errno();
        } catch (IOException | IllegalArgumentException e) {
            return "failed " + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    /** Starts a session: Ctrl-C and the end of the terminal are for the program, and this must outlive it. */
    @SuppressWarnings("restricted") // setsid takes nothing
    private static void leaveTerminal() {
        try {
            Linker linker = Linker.nativeLinker();
            MemorySegment address = linker.defaultLookup().findOrThrow("setsid");
            MethodHandle setsid = linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT));
            int session = (int) setsid.invokeExact();
            assert session != 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // a handle may declare anything; calls into a library throw nothing of their own
            throw new IllegalStateException("setsid", e);
        }
    }
}
