package org.mckernel.dump.type;

import java.util.List;
import java.util.function.Supplier;
import org.mckernel.dump.type.CType.Member;

/** The members of a structure, read on first use. Compared by identity. */
public final class Members {
    private final Supplier<List<Member>> source;
    private volatile List<Member> known;

    Members(Supplier<List<Member>> source) {
        this.source = source;
    }

    List<Member> list() {
        List<Member> list = known;
        if (list == null) {
            list = List.copyOf(source.get());
            known = list;
        }
        return list;
    }
}
