package org.mckernel.eclair.command;

import java.util.Optional;
import org.mckernel.dump.memory.Presence;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Overview;
import org.mckernel.eclair.session.ProgramPages;
import org.mckernel.eclair.session.Session;

/** What a command needs of the dump, of the image or of this machine. */
public enum Need {
    IMAGE("kernel", "the kernel's image") {
        @Override
        Optional<String> missing(Session session) throws CommandException {
            session.kernel(); // says itself why there is none
            return Optional.empty();
        }
    },
    DEBUG_INFORMATION("debug info", "debug information in the image") {
        @Override
        Optional<String> missing(Session session) throws CommandException {
            String source = session.kernel().data().layouts().source();
            return source.startsWith("debug information")
                    ? Optional.empty()
                    : Optional.of("the image has no debug information; structures by " + source);
        }
    },
    KERNEL_LOG("kernel log", "a vmcore, or an mckdump that vmcore2mckdump wrote") {
        @Override
        Optional<String> missing(Session session) {
            return session.opened().log().isPresent()
                    ? Optional.empty()
                    : Optional.of("the kernel log is not in this dump: it is in Linux's memory; open the vmcore, or"
                            + " convert it with vmcore2mckdump, which adds it");
        }
    },
    ASSIGNED_MEMORY("assigned memory", "a vmcore, or an mckdump that vmcore2mckdump wrote") {
        @Override
        Optional<String> missing(Session session) {
            return session.opened().assigned().isPresent()
                    ? Optional.empty()
                    : Optional.of("the table of assigned memory is "
                            + (session.opened().live().isPresent()
                                    ? "in Linux's memory, which eclair -i does not read"
                                    : "not in the dump; open the vmcore, or convert it with vmcore2mckdump, which adds"
                                            + " it"));
        }
    },
    USER_MEMORY("user memory", "user pages (dump level 0)") {
        @Override
        Optional<String> missing(Session session) throws CommandException {
            Optional<Presence> presence = ProgramPages.missing(session.kernel());
            boolean excluded = Overview.dumpLevel(session).orElse(0) == EXCLUDES_USER_PAGES;
            return presence.map(p -> excluded ? "excluded by dump level 24" : p.label());
        }
    },
    LIVE_KERNEL("live kernel", "a running kernel (eclair -i)") {
        @Override
        Optional<String> missing(Session session) {
            return session.opened().live().isPresent() ? Optional.empty() : Optional.of(UnsupportedCommands.RUNNING);
        }
    },
    DISASSEMBLER("disassembler", "libcapstone or objdump") {
        @Override
        Optional<String> missing(Session session) throws CommandException {
            session.disassembler(); // says itself what is missing
            return Optional.empty();
        }
    };

    /** The dump level that excludes user pages. */
    private static final long EXCLUDES_USER_PAGES = 24;

    private final String title;
    private final String text;

    Need(String title, String text) {
        this.title = title;
        this.text = text;
    }

    /** A word or two, for a row of a table. */
    public String title() {
        return title;
    }

    /** For help: {@code debug information in the image}. */
    public String text() {
        return text;
    }

    /** Why a session has not what is needed; empty if it has. */
    public Optional<String> unmet(Session session) {
        try {
            return missing(session);
        } catch (CommandException e) {
            return Optional.of(e.getMessage());
        }
    }

    abstract Optional<String> missing(Session session) throws CommandException;
}
