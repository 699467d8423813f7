package org.mckernel.lifecycle.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who gets the device files. */
public record Owner(String user, Optional<String> group) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\$?");

    /** Reads {@code user[:group]}. */
    public static Owner parse(String option, String value) throws RequestException {
        int colon = value.indexOf(':');
        String user = colon < 0 ? value : value.substring(0, colon);
        check(option, value, 0, user, "a user");
        if (colon < 0) {
            return new Owner(user, Optional.empty());
        }
        String group = value.substring(colon + 1);
        check(option, value, colon + 1, group, "a group");
        return new Owner(user, Optional.of(group));
    }

    private static void check(String option, String value, int start, String name, String what)
            throws RequestException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            int good = matcher.lookingAt() ? matcher.end() : 0;
            throw RequestException.at(option, value, start + good, good == 0 ? what : "the end of " + what);
        }
    }

    /** {@code user} or {@code user:group}. */
    public String text() {
        return user + group.map(g -> ":" + g).orElse("");
    }
}
