package org.mckernel.dump.locate;

import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The comparison of an image with memory at kernel_base.
 *
 * @param verdict the result
 * @param textDiffers more of the text differs than a kernel patches at boot; with an equal build id it was overwritten
 * @param summary one line: what was compared, and the result
 */
public record ImageCheck(Verdict verdict, boolean textDiffers, String summary) {
    /** Whether the image is the one that runs in the dump. */
    public enum Verdict {
        SAME,
        DIFFERENT,
        /** The memory to compare is not in the dump. */
        UNKNOWN
    }

    /** Compares {@code image} with memory at {@code kernelBase}: by build id, or by text where there is none. */
    public static ImageCheck of(LocateRequest request, McKernelImage image, long kernelBase) {
        LoadedImage loaded = new LoadedImage(request.dump().memory(), image, kernelBase, request.architecture());
        try {
            Verdict id = loaded.buildId();
            LoadedImage.TextMatch text = loaded.compareText();
            Verdict byText = text.compared() == 0 ? Verdict.UNKNOWN : text.same() ? Verdict.SAME : Verdict.DIFFERENT;
            Verdict verdict = id == Verdict.UNKNOWN ? byText : id;
            String words = verdict == Verdict.DIFFERENT
                    ? "%s is not the kernel at 0x%x: %s".formatted(image.name(), kernelBase, loaded.describe(id, text))
                    : loaded.describe(id, text);
            return new ImageCheck(verdict, byText == Verdict.DIFFERENT, words);
        } catch (MalformedFileException e) {
            return new ImageCheck(Verdict.UNKNOWN, false, e.getMessage());
        }
    }
}
