package org.mckernel.dump.format.unsupported;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The signatures of other programs' files, as a table. */
final class Signatures {
    private static final String CONVERT = "take an ELF or kdump-compressed vmcore (makedumpfile) instead";
    private static final String GUEST =
            "take the guest's memory with virsh dump --memory-only, or QEMU's " + "dump-guest-memory";

    static final List<Signature> ALL = all();

    private Signatures() {}

    private static List<Signature> all() {
        List<Signature> all = new ArrayList<>();
        decompressible(all, "1f8b", "gzip", "gunzip -k FILE");
        decompressible(all, "fd377a585a00", "xz", "unxz -k FILE");
        decompressible(all, "28b52ffd", "zstd", "unzstd FILE");
        decompressible(all, "425a68", "bzip2", "bunzip2 -k FILE");
        compressed(all, "04224d18", "lz4", "unlz4 FILE");
        compressed(all, "894c5a4f000d0a1a0a", "lzop", "lzop -d FILE");
        archive(all, 0, "504b0304", "zip", "unzip FILE");
        archive(all, 0, "377abcaf271c", "7z", "7z x FILE");
        archive(all, 257, "7573746172", "tar", "tar -xf FILE");

        dump(all, "ed238f61730119a8", "LKCD dump", CONVERT);
        dump(all, "fd238f61730119a8", "LKCD dump", CONVERT);
        dump(all, "a8190173618f23fd", "s390 dump", "McKernel does not run on s390");
        dump(all, "ddcc8b9a", "MCLX dump", CONVERT);
        dump(all, ascii("sadump\0\0"), "sadump image", "convert it to kdump-compressed with makedumpfile first");
        dump(all, ascii("LibvirtQemudSave"), "KVM guest saved with virsh save", GUEST);
        dump(all, ascii("LibvirtQemudPart"), "KVM guest, incompletely saved with virsh save", GUEST);
        dump(all, ascii("QEVM"), "QEMU migration stream", GUEST);
        dump(all, ascii("QFI\u00fb"), "qcow2 disk image (of a guest's snapshot?)", GUEST);
        dump(all, "edeb0ff0", "Xen guest dump", CONVERT);
        dump(all, "eeeb0ff0", "Xen guest dump", CONVERT);
        dump(all, ascii("LinuxGuestRecord"), "saved Xen guest", CONVERT);
        dump(all, "d0bed2be", "VMware guest state (.vmss, .vmsn)", "convert it to an ELF core with vmss2core -M");
        dump(all, "d1bad1ba", "VMware guest state (.vmss, .vmsn)", "convert it to an ELF core with vmss2core -M");
        dump(all, "d2bed2be", "VMware guest state (.vmss, .vmsn)", "convert it to an ELF core with vmss2core -M");
        dump(all, "d3bed3be", "VMware guest state (.vmss, .vmsn)", "convert it to an ELF core with vmss2core -M");
        dump(
                all,
                ascii("PAGEDU64"),
                "Windows crash dump",
                "if QEMU made it of a Linux guest, use dump-guest-memory without -w");
        dump(all, ascii("PAGEDUMP"), "32-bit Windows crash dump", "take a vmcore of the Linux host");
        dump(all, ascii("EMiL"), "LiME memory image", CONVERT);

        all.add(new Signature(0x202, ascii("HdrS"), kernelImage()));
        all.add(new Signature(0x38, ascii("ARMd"), kernelImage()));
        return List.copyOf(all);
    }

    private static Recognition kernelImage() {
        return new Recognition("Linux kernel image", "give a vmcore or an mckdump here");
    }

    private static void compressed(List<Signature> all, String hex, String name, String command) {
        all.add(new Signature(0, hex, new Recognition(name + "-compressed file", "decompress first: " + command)));
    }

    /** Compressed formats that the converter's input decompresses, one layer. */
    private static void decompressible(List<Signature> all, String hex, String name, String command) {
        all.add(new Signature(
                0,
                hex,
                new Recognition(
                        name + "-compressed file",
                        "vmcore2mckdump and eclair read it directly if it is compressed once; else decompress it: "
                                + command)));
    }

    private static void archive(List<Signature> all, long offset, String hex, String name, String command) {
        all.add(new Signature(offset, hex, new Recognition(name + " archive", "extract it first: " + command)));
    }

    private static void dump(List<Signature> all, String hex, String name, String advice) {
        all.add(new Signature(0, hex, new Recognition(name, advice)));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
