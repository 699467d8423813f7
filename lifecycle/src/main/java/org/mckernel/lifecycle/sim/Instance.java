package org.mckernel.lifecycle.sim;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.journal.StateException;
import org.mckernel.lifecycle.node.OsStatus;

/**
 * OS instance 0.
 *
 * @param status its state
 * @param held whether its CPUs are stopped for a dump
 * @param ikcMap who receives messages; {@code none} for Linux CPU 0
 * @param image SHA-256 of the loaded image; {@code none} before
 * @param arguments the kernel's; empty before they are set
 * @param owner who has its device file
 * @param monitor how the log is watched, in words
 * @param bootTime seconds since 1970; 0 before the boot
 * @param seed what makes its memory differ from another boot's
 * @param commands what was done to it since, in order
 */
record Instance(
        OsStatus status,
        boolean held,
        String ikcMap,
        String image,
        String arguments,
        String owner,
        String monitor,
        long bootTime,
        long seed,
        List<SimCommand> commands) {
    static final String NONE = "none";
    /** More would make the replay long. */
    static final int MAX_COMMANDS = 1000;

    Instance {
        commands = List.copyOf(commands);
    }

    static Instance created(String owner, String monitor) {
        return new Instance(OsStatus.NOT_BOOTED, false, NONE, NONE, "", owner, monitor, 0, 0, List.of());
    }

    Instance withStatus(OsStatus next) {
        return new Instance(next, held, ikcMap, image, arguments, owner, monitor, bootTime, seed, commands);
    }

    Instance withHeld(boolean next) {
        return new Instance(status, next, ikcMap, image, arguments, owner, monitor, bootTime, seed, commands);
    }

    Instance withIkcMap(String next) {
        return new Instance(status, held, next, image, arguments, owner, monitor, bootTime, seed, commands);
    }

    Instance withImage(String next) {
        return new Instance(status, held, ikcMap, next, arguments, owner, monitor, bootTime, seed, commands);
    }

    Instance withArguments(String next) {
        return new Instance(status, held, ikcMap, image, next, owner, monitor, bootTime, seed, commands);
    }

    Instance booted(long time, long newSeed) {
        return new Instance(OsStatus.RUNNING, held, ikcMap, image, arguments, owner, monitor, time, newSeed, commands);
    }

    Instance withCommand(SimCommand command) {
        List<SimCommand> more = new ArrayList<>(commands);
        more.add(command);
        return new Instance(status, held, ikcMap, image, arguments, owner, monitor, bootTime, seed, more);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("status ").append(status).append('\n');
        text.append("held ").append(held ? "yes" : "no").append('\n');
        text.append("ikc-map ").append(ikcMap).append('\n');
        text.append("image ").append(image).append('\n');
        text.append("arguments ").append(arguments).append('\n');
        text.append("owner ").append(owner).append('\n');
        text.append("monitor ").append(monitor).append('\n');
        text.append("booted ").append(bootTime).append(' ').append(seed).append('\n');
        for (SimCommand command : commands) {
            text.append("command ").append(command.text()).append('\n');
        }
        return text.toString();
    }

    /** Reads what {@link #text()} wrote; the checksum of its file has been looked at. */
    static Instance parse(StateParser text) throws StateException {
        OsStatus status;
        try {
            status = OsStatus.valueOf(text.rest("status"));
        } catch (IllegalArgumentException e) {
            throw text.wrong();
        }
        boolean held = text.rest("held").equals("yes");
        String ikcMap = text.rest("ikc-map");
        String image = text.rest("image");
        String arguments = text.rest("arguments");
        String owner = text.rest("owner");
        String monitor = text.rest("monitor");
        String[] booted = text.next("booted", 2);
        List<SimCommand> commands = new ArrayList<>();
        while (text.hasNext()) {
            if (commands.size() == MAX_COMMANDS) {
                throw text.wrong();
            }
            commands.add(SimCommand.parse(text.rest("command")).orElseThrow(text::wrong));
        }
        return new Instance(
                status,
                held,
                ikcMap,
                image,
                arguments,
                owner,
                monitor,
                text.decimal(booted[0]),
                text.decimal(booted[1]),
                commands);
    }
}
