package org.mckernel.converter.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.converter.cli.Vmcore2Mckdump;

/** Every real vmcore converts to exactly the memory that its guest reported. */
class RealVmcoresTest {
    private static final String HOW =
            "no real vmcores: name a directory with -Dextra.test.args=-Dmck.vmcores=DIRECTORY (README)";
    private static final int PAGE = 4096;

    @TempDir
    private Path scratch;

    @Test
    void realVmcoresAreAvailable() {
        assumeTrue(RealVmcores.find().isPresent(), HOW);
        assertThat(RealVmcores.find()).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> everyVmcoreMatchesItsGuest() throws IOException {
        Optional<RealVmcores> directory = RealVmcores.find();
        return directory.isEmpty()
                ? Stream.empty()
                : directory.get().cases().stream().map(c -> DynamicTest.dynamicTest(c.label(), () -> check(c)));
    }

    private void check(RealVmcores.Case dump) throws IOException, NoSuchAlgorithmException {
        Path out = scratch.resolve("out.mckdump");
        List<String> arguments = new ArrayList<>();
        dump.files().forEach(file -> arguments.add(file.toString()));
        arguments.add(out.toString());
        if (RealVmcores.name(dump.truth()).equals("no-vmcoreinfo")) {
            checkRefused(arguments, out);
            RealVmcores.Guest guest = RealVmcores.guest(dump.truth());
            arguments.add("--page-set=" + (guest.dump_page_set_addr().value() - guest.page_offset()));
            arguments.add("--bootstrap=" + guest.dump_bootstrap_mem_start().value());
        }
        int exit = Vmcore2Mckdump.commandLine().execute(arguments.toArray(String[]::new));
        assertThat(exit).isIn(dump.filtered() ? List.of(0, 3) : List.of(0));
        checkOutput(out, dump.truth(), exit == 0);
        Files.delete(out);
    }

    private static void checkRefused(List<String> arguments, Path out) {
        PrintStream old = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            assertThat(Vmcore2Mckdump.commandLine().execute(arguments.toArray(String[]::new)))
                    .isEqualTo(1);
        } finally {
            System.setErr(old);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("no VMCOREINFO", "--page-set");
        assertThat(out).doesNotExist();
    }

    private static void checkOutput(Path out, Path truthFile, boolean complete)
            throws IOException, NoSuchAlgorithmException {
        RealVmcores.Truth truth = RealVmcores.truth(truthFile);
        try (WrittenDump dump = new WrittenDump(out)) {
            assertThat(dump.kernelBase()).isEqualTo(truth.kernel_base());
            assertThat(dump.chunkCount()).isEqualTo(truth.chunks().size());
            for (int i = 0; i < dump.chunkCount(); i++) {
                RealVmcores.Chunk chunk = truth.chunks().get(i);
                assertThat(dump.chunkAddress(i)).isEqualTo(chunk.addr());
                assertThat(dump.chunkSize(i)).isEqualTo(chunk.size());
                assertThat(dump.physmem(i).address()).isEqualTo(chunk.addr());
                assertThat(dump.physmem(i).size()).isEqualTo(chunk.size());
                if (complete) {
                    assertThat(dump.sha256(i)).as("chunk %d", i).isEqualTo(chunk.sha256());
                }
            }
            if (!complete) {
                checkAroundHoles(dump, truthFile);
            }
        }
    }

    /** Every page is either recorded as a hole, and zero, or the guest's. */
    private static void checkAroundHoles(WrittenDump dump, Path truthFile) throws IOException {
        Path whole = truthFile.resolveSibling(RealVmcores.name(truthFile) + ".elf.vmcore");
        List<JsonObject> holes = dump.mckinfo().getAsJsonArray("holes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
        assertThat(holes).isNotEmpty();
        try (GuestMemory guest = new GuestMemory(whole)) {
            for (int i = 0; i < dump.chunkCount(); i++) {
                for (long done = 0; done < dump.chunkSize(i); done += PAGE) {
                    byte[] written =
                            dump.read(dump.physmem(i).offset() + done, PAGE).array();
                    long address = dump.chunkAddress(i) + done;
                    byte[] expected = holes.stream().anyMatch(h -> contains(h, address))
                            ? new byte[PAGE]
                            : guest.bytes(address, PAGE);
                    assertThat(written).as("page 0x%x", address).isEqualTo(expected);
                }
            }
        }
    }

    private static boolean contains(JsonObject hole, long address) {
        long start = Long.decode(hole.get("start").getAsString());
        return address >= start
                && address < start + Long.decode(hole.get("length").getAsString());
    }
}
