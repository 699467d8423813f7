package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.mckernel.lifecycle.request.Owner;

/** The users and groups that this computer knows. */
public final class Accounts {
    private Accounts() {}

    /** Refuses an owner whose user or group is not known here. */
    public static void check(Owner owner) throws IOException, NodeException {
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        String asked = "user " + owner.user();
        try {
            names.lookupPrincipalByName(owner.user());
            if (owner.group().isPresent()) {
                asked = "group " + owner.group().get();
                names.lookupPrincipalByGroupName(owner.group().get());
            }
        } catch (UserPrincipalNotFoundException e) {
            throw new NodeException(Errno.EINVAL, "-o %s: there is no %s here".formatted(owner.text(), asked));
        }
    }
}
