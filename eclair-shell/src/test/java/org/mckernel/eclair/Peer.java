package org.mckernel.eclair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Other programs, which say what is in our files. */
public final class Peer {
    private static final int SECONDS = 120;

    private Peer() {}

    /** What it prints, errors included. */
    public static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return out.toString(UTF_8);
    }

    /** Whether it is installed. */
    public static boolean has(String program) throws InterruptedException {
        try {
            output(new ProcessBuilder(program, "--version"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
