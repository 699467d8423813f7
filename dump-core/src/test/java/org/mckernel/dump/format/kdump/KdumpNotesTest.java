package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;

class KdumpNotesTest {
    private static final int PLACE = KdumpBytes.PAGES;

    private final List<String> warnings = new ArrayList<>();
    private final KdumpBytes bytes = new KdumpBytes();

    private Optional<String> release(byte[] content, long size) throws MalformedFileException {
        TestSource source = bytes.source(0);
        TestSource larger =
                TestSource.ofSize(PLACE + size).with(0, bytes.header()).with(PLACE, content);
        return KdumpNotes.vmcoreinfo(KdumpPart.open(size == 0 ? source : larger, new ArrayList<>()), warnings)
                .flatMap(Vmcoreinfo::release);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] notes(String info) {
        return Notes.of(ElfMachine.X86_64)
                .note("CORE", 1, (byte) 1, (byte) 2, (byte) 3)
                .vmcoreinfo(info)
                .vmcoreinfo("OSRELEASE=second\n")
                .toBytes();
    }

    @Test
    void readsTheTextAtItsOwnPlace() throws MalformedFileException {
        byte[] info = text("OSRELEASE=6.1.0\nX=1\n");
        bytes.infoOffset = PLACE;
        bytes.infoSize = 16;
        assertThat(release(info, 100)).contains("6.1.0");
        bytes.infoSize = 14;
        assertThat(release(info, 100)).as("no byte more").contains("6.1.");
        assertThat(warnings).isEmpty();
    }

    @Test
    void readsTheFirstNoteOfThatName() throws MalformedFileException {
        byte[] notes = notes("OSRELEASE=6.1.0\n");
        bytes.notesOffset = PLACE;
        bytes.notesSize = notes.length;
        assertThat(release(notes, notes.length)).contains("6.1.0");
        assertThat(warnings).isEmpty();
    }

    @Test
    void findsNothingWhereNothingIsAnnounced() throws MalformedFileException {
        assertThat(release(notes("OSRELEASE=6.1.0\n"), 500)).isEmpty();
        bytes.notesOffset = PLACE;
        bytes.notesSize = 501;
        assertThat(release(notes("OSRELEASE=6.1.0\n"), 500)).as("past the end").isEmpty();
        bytes.notesSize = -1;
        assertThat(release(notes("OSRELEASE=6.1.0\n"), 500)).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void fallsBackToTheNotesWithAWarning() throws MalformedFileException {
        byte[] notes = notes("OSRELEASE=6.1.0\n");
        bytes.notesOffset = PLACE;
        bytes.notesSize = notes.length;
        bytes.infoOffset = 1_000_000;
        bytes.infoSize = 10;
        assertThat(release(notes, notes.length)).contains("6.1.0");
        assertThat(warnings).containsExactly("test.bin: VMCOREINFO at offset 1000000, 10 bytes, is not in the file");
    }

    @Test
    void believesNoTextOfMoreThanAMebibyte() throws MalformedFileException {
        bytes.infoOffset = PLACE;
        bytes.infoSize = 1 << 20;
        assertThat(release(text("OSRELEASE=x"), 2 << 20)).contains("x");
        bytes.infoSize++;
        assertThat(release(text("OSRELEASE=x"), 2 << 20)).isEmpty();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void stopsAtANoteThatDoesNotFit() throws MalformedFileException {
        byte[] notes = notes("OSRELEASE=6.1.0\n");
        bytes.notesOffset = PLACE;
        bytes.notesSize = 24 + 12 + 12 + 15; // CORE: 12 + 8 + 4 bytes
        assertThat(release(notes, notes.length))
                .as("one byte of the text is missing")
                .isEmpty();
        bytes.notesSize++;
        assertThat(release(notes, notes.length)).contains("6.1.0");
        bytes.notesSize = 24 + 11;
        assertThat(release(notes, notes.length)).as("less than a note's header").isEmpty();
    }

    @Test
    void takesANameWithItsNulOrWithoutAndNoOther() throws MalformedFileException {
        bytes.notesOffset = PLACE;
        for (Object[] name : new Object[][] {
            {"VMCOREINF", false}, {"VMCOREINFO", true}, {"VMCOREINFOS", false}, {"vMCOREINFO", false}
        }) {
            byte[] notes = Notes.of(ElfMachine.X86_64)
                    .note((String) name[0], 0, text("OSRELEASE=6.1.0\n"))
                    .toBytes();
            bytes.notesSize = notes.length;
            assertThat(release(notes, notes.length).isPresent()).as("%s", name).isEqualTo(name[1]);
        }
        byte[] bare = Notes.of(ElfMachine.X86_64)
                .note("VMCOREINFO", 0, text("OSRELEASE=6.1.0\n"))
                .toBytes();
        bare[0]--;
        bytes.notesSize = bare.length;
        assertThat(release(bare, bare.length)).as("no NUL counted").contains("6.1.0");
    }

    @Test
    void warnsOfTextThatWasNeverStored() throws MalformedFileException {
        bytes.infoOffset = PLACE;
        bytes.infoSize = 10;
        TestSource source =
                TestSource.ofSize(PLACE + 100).with(0, bytes.header()).without(PLACE + 5, 1);
        assertThat(KdumpNotes.vmcoreinfo(KdumpPart.open(source, new ArrayList<>()), warnings))
                .isEmpty();
        assertThat(warnings)
                .containsExactly("test.bin: VMCOREINFO cannot be read: "
                        + "byte at offset 20485: expected one that is stored, found a gap");
    }
}
