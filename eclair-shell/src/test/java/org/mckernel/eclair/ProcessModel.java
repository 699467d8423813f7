package org.mckernel.eclair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mckernel.testdumps.fixture.ApplicationCapture;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.ModelApplication;
import org.mckernel.testdumps.model.ModelNode;
import org.mckernel.testdumps.model.ModelProcess;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * A vmcore of a kernel with processes: 601 is the captured program with its two threads; 701 computes on CPU 1 in user
 * mode; 801 has ended.
 */
public record ProcessModel(ModelNode node, ModelProcess application) {
    /** The program that process 601 is. */
    public static final ApplicationCapture CAPTURE = capture();

    private static final long PAGE = 4096;

    private static ApplicationCapture capture() {
        try {
            return ApplicationCapture.of("x86_64");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ProcessModel boot() throws IOException {
        ModelNode node = ModelNode.builder().memory(1, 4L << 20, 0).cpus(2).boot();
        ModelProcess application = ModelApplication.add(CAPTURE, node, 601, 0);
        ModelProcess other = node.program(701, "/bin/other", 2, 3 * PAGE, PAGE);
        node.model().addThread(other, 701, 1, Doing.USER, Optional.empty());
        node.model().addThread(node.program(801, "gone", 1, PAGE, PAGE), 801, 1, Doing.ZOMBIE, Optional.empty());
        node.model().stop();
        return new ProcessModel(node, application);
    }

    /** Writes the vmcore, after a change of the finished memory. */
    public Path write(Path file, Consumer<ProcessModel> change) throws IOException {
        node.finish();
        node.model().dump(0);
        change.accept(this);
        VmcoreFile.KDUMP_ZLIB.write(node.machine(), 1_700_000_000, file);
        return file;
    }

    /** Where a program's address is physically. */
    public long physical(long virtual) {
        long table = application.root();
        for (int shift = 39; shift >= 12; shift -= 9) {
            table = word(table + 8 * ((virtual >>> shift) & 511)) & 0x000f_ffff_ffff_f000L;
        }
        return table + (virtual & (PAGE - 1));
    }

    /** Physical address of the entry of a level, 1 the lowest, on the way to an address. */
    public long entry(long virtual, int level) {
        long table = application.root();
        for (int shift = 39; ; shift -= 9) {
            long at = table + 8 * ((virtual >>> shift) & 511);
            if (shift == 3 + 9 * level) {
                return at;
            }
            table = word(at) & 0x000f_ffff_ffff_f000L;
        }
    }

    public long word(long physical) {
        byte[] bytes = node.machine().memory().read(physical, 8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /** eclair on a dump of the model. */
    public static CapturedRun run(Path dump, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("-k", PracticeCapture.IMAGE.toString(), "-d", dump.toString(), "--batch"));
        all.addAll(Arrays.asList(arguments));
        return CapturedRun.of(all);
    }
}
