package org.mckernel.dump.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.testdumps.ihk.StandInIhk;

/**
 * A helper process over a stand-in. Its requests go to the file "requests" when it ends; a CPU does not stop as long as
 * there is a file "stuck".
 */
final class StandInHelper {
    private StandInHelper() {}

    /** Serves on standard input and output; the argument is the directory. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        StandInIhk ihk = new StandInIhk(StandInIhk.Kind.NEWEST)
                .status(5)
                .kernelAt(0x400000, 0)
                .area(0x400000, new byte[4096]);
        Device plain = new StandInDevice(ihk);
        Device device = new Device() {
            @Override
            public String name() {
                return plain.name();
            }

            @Override
            public int call(IhkRequest request, long argument) throws DeviceException {
                int answer = plain.call(request, argument);
                while (ihk.stopped() && Files.exists(directory.resolve("stuck"))) {
                    pause();
                }
                return answer;
            }

            @Override
            public void close() {
                plain.close();
            }
        };
        DeviceHelper.serve(device, System.in, System.out);
        Path written = Files.write(directory.resolve("requests.new"), ihk.requests());
        Files.move(written, directory.resolve("requests"));
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
