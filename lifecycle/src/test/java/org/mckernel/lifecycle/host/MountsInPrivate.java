package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that mounts and unmounts, to be started in a mount namespace of its own. */
final class MountsInPrivate {
    private MountsInPrivate() {}

    /** Arguments: an empty directory. */
    public static void main(String[] args) throws IOException {
        Mounts mounts = new Mounts(Host.real());
        String target = args[0];
        mounts.mount("tmpfs", "mck-test", target, "mode=0700,size=64k");
        Mounts.Mount mount = mounts.at(target).orElseThrow();
        System.out.println(mount.type() + (mount.shared() ? " shared" : " private"));
        Path bound = Files.createDirectory(Path.of(target, "proc"));
        mounts.bind("/proc", bound.toString());
        System.out.println(Files.exists(bound.resolve("self")) ? "bound" : "not bound");
        mounts.share(target, true);
        System.out.println(mounts.at(target).orElseThrow().shared() ? "shared" : "private");
        mounts.share(target, false);
        System.out.println(mounts.at(target).orElseThrow().shared() ? "shared" : "private");
        mounts.unmount(bound.toString());
        mounts.unmount(target);
        System.out.println(mounts.at(target).isEmpty() ? "unmounted" : "mounted");
    }
}
