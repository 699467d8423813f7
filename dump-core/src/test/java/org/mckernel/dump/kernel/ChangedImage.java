package org.mckernel.dump.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.dump.symbol.KernelImage;

/** A practice kernel's image with other words and names in it. */
public final class ChangedImage {
    private final PracticeMachine machine;
    private byte[] file;

    private ChangedImage(PracticeMachine machine, byte[] file) {
        this.machine = machine;
        this.file = file;
    }

    /** The image of a practice kernel, to be changed. */
    public static ChangedImage of(PracticeMachine machine) throws IOException {
        return new ChangedImage(machine, Files.readAllBytes(machine.imageFile()));
    }

    /** Gives a section or a symbol, and all whose names end alike, another name of the same length. */
    public ChangedImage rename(String name, String other) {
        String text = new String(file, ISO_8859_1);
        if (!text.contains(name + "\0") || name.length() != other.length()) {
            throw new IllegalArgumentException(name + " cannot become " + other);
        }
        file = text.replace(name + "\0", other + "\0").getBytes(ISO_8859_1);
        return this;
    }

    /** The image as kernels without debug information have it. */
    public ChangedImage withoutDebugInformation() {
        return rename(".debug_info", ".xebug_info");
    }

    /** Writes words where a symbol is. */
    public ChangedImage words(String symbol, long... words) throws IOException {
        long at = machine.image().symbols().find(symbol).orElseThrow().value();
        KernelImage.Load load = machine.image().loads().stream()
                .filter(l -> l.contains(at))
                .findFirst()
                .orElseThrow();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.length; i++) {
            bytes.putLong((int) (load.offset() + at - load.virtualAddress()) + 8 * i, words[i]);
        }
        return this;
    }

    /** Opens it, in a directory that holds no other image. */
    public KernelImage open(Path dir) throws IOException {
        return KernelImage.open(Files.write(dir.resolve("mckernel.img"), file));
    }
}
