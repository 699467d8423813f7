package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.host.Mounts.Mount;

class MountsTest {
    @TempDir
    Path dir;

    private NodeDirectory directory() throws IOException {
        return new NodeDirectory(dir).file("/proc/self/mountinfo", """
            22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
            30 28 0:30 / /run/a\\040b\\134c rw - tmpfs none rw,size=1k
            31 28 0:31 / /proc rw shared:1 master:2 - mcoverlay odd\\011name rw
            32 28 0:31 /
            garbage
            33 28 0:31 / /x rw -
            """);
    }

    @Test
    void whatIsMountedWhere() throws IOException {
        Mounts mounts = new Mounts(directory().host());
        assertThat(mounts.all())
                .containsExactly(
                        new Mount("/proc", "proc", "proc", true),
                        new Mount("/run/a b\\c", "tmpfs", "none", false),
                        new Mount("/proc", "mcoverlay", "odd\tname", true));
        assertThat(mounts.at("/proc").orElseThrow().type()).isEqualTo("mcoverlay");
        assertThat(mounts.at("/run")).isEmpty();
    }

    @Test
    void programsGetTheirArgumentsUnchanged() throws IOException {
        NodeDirectory directory = directory().program("mount", "").program("umount", "echo 'not mounted' >&2; exit 32");
        Mounts mounts = new Mounts(directory.host());
        mounts.mount("mcoverlay", "overlay", "/run/x y", "lowerdir=/proc/mcos0:/proc,nocopyupw");
        mounts.mount("tmpfs", "tmpfs", "/run/x", "");
        mounts.bind("/proc", "/run/y");
        mounts.share("/proc", false);
        mounts.share("/proc", true);
        assertThatThrownBy(() -> mounts.unmount("/run/x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not mounted (status 32)");
        assertThat(directory.calls()).isEqualTo("""
            mount -t mcoverlay -o lowerdir=/proc/mcos0:/proc,nocopyupw overlay /run/x y
            mount -t tmpfs tmpfs /run/x
            mount --bind /proc /run/y
            mount --make-rprivate /proc
            mount --make-rshared /proc
            umount -l /run/x
            """);
    }

    @Test
    void thisComputersRootIsMounted() throws IOException {
        assertThat(new Mounts(Host.real()).at("/")).isPresent();
    }
}
