package org.mckernel.dump.device;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DeviceHelper} at the other end of two pipes. When it does not answer in time it is detached, not killed: as
 * soon as its request returns, it resumes the kernel and ends.
 */
public final class HelperProcess implements Closeable {
    /** A request that takes longer than it may. */
    public static final class StuckException extends IOException {
        private static final long serialVersionUID = 1L;

        private StuckException(String message) {
            super(message);
        }
    }

    private static final Duration START = Duration.ofMinutes(2);
    private static final String END = "";

    private final String device;
    private final Process process;
    private final Writer requests;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private boolean detached;

    private HelperProcess(String device, Process process) {
        this.device = device;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.US_ASCII);
        Thread.ofVirtual().start(this::collect);
    }

    /**
     * Starts one for a device file.
     *
     * @param marks environment variables in addition to this program's own, by which it can be found if it outlives
     * this program
     */
    public static HelperProcess start(Path device, boolean write, Map<String, String> marks) throws IOException {
        return start(
                device.toString(), marks, DeviceHelper.class.getName(), device.toString(), write ? "write" : "read");
    }

    /** Starts a main class that serves as {@link DeviceHelper} does. */
    static HelperProcess start(String device, Map<String, String> marks, String mainClass, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(marks);
        HelperProcess helper = new HelperProcess(device, builder.start());
        try {
            helper.answer("open", START);
            return helper;
        } catch (IOException e) {
            helper.close();
            throw e;
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /**
     * One request with a number.
     *
     * @param limit how long to wait for the answer
     */
    public int call(IhkRequest request, long argument, Duration limit) throws IOException {
        return Integer.parseInt(ask("call %s %d".formatted(request.name(), argument), request.name(), limit));
    }

    /**
     * A line.
     *
     * @param what how an error names it
     * @return what follows {@code ok}
     */
    String ask(String line, String what, Duration limit) throws IOException {
        if (detached) {
            throw new IOException(
                    "%s: %s: helper process %d timed out and was detached".formatted(device, what, pid()));
        }
        try {
            requests.write(line + "\n");
            requests.flush();
        } catch (IOException e) {
            throw gone(what, e);
        }
        return answer(what, limit);
    }

    private String answer(String what, Duration limit) throws IOException {
        String answer;
        try {
            answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            detach();
            throw new IOException("%s: %s: interrupted".formatted(device, what), e);
        }
        if (answer == null) {
            detach();
            throw new StuckException(
                    ("%s: %s: no answer from the kernel in %d s; helper process %d keeps waiting with the device open"
                                    + " and ends when the kernel answers")
                            .formatted(device, what, limit.toSeconds(), pid()));
        }
        if (answer.startsWith("ok ")) {
            return answer.substring(3);
        }
        if (answer.matches("error [0-9]{1,5}")) {
            throw new DeviceException(device, what, Integer.parseInt(answer.substring(6)));
        }
        if (answer.startsWith("failed ")) {
            throw new IOException("%s: %s: %s".formatted(device, what, answer.substring(7)));
        }
        throw gone(what, null);
    }

    private IOException gone(String what, Exception cause) {
        detached = true;
        return new IOException("%s: %s: helper process %d has ended".formatted(device, what, pid()), cause);
    }

    /** It sees the end of its input as soon as its request returns. */
    private void detach() {
        detached = true;
        try {
            requests.close();
        } catch (IOException e) {
            return; // it is gone already
        }
    }

    private void collect() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // the end, too
        } finally {
            answers.add(END);
        }
    }

    /** True unless it was detached or has ended. */
    public boolean usable() {
        return !detached && process.isAlive();
    }

    /** Ends it, which resumes a kernel that it stopped. */
    @Override
    public void close() {
        detach();
    }
}
