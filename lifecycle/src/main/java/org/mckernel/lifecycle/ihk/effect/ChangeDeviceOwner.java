package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.request.Owner;

/** Changes the owner of a device file. */
public record ChangeDeviceOwner(NodeContext context, String device, Owner owner) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("owner", ChangeDeviceOwner::undo);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        Path file = context.host().path(device);
        return "%s %s %s"
                .formatted(
                        Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS),
                        Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS),
                        device);
    }

    /** An owner that cannot be set leaves the device to root; the instance works all the same. */
    @Override
    public void apply() {
        Path file = context.host().path(device);
        try {
            UserPrincipalLookupService names = file.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(names.lookupPrincipalByName(owner.user()));
            if (owner.group().isPresent()) {
                view.setGroup(names.lookupPrincipalByGroupName(owner.group().get()));
            }
        } catch (IOException e) {
            context.note("%s stays owned by root: %s".formatted(device, e.getMessage()));
        }
    }

    static void undo(NodeContext context, String saved) throws IOException {
        String[] parts = saved.split(" ", 3);
        Path file = context.host().path(parts[2]);
        try {
            Files.setAttribute(file, "unix:uid", Integer.valueOf(parts[0]), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", Integer.valueOf(parts[1]), LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // it went with its instance
        }
    }
}
