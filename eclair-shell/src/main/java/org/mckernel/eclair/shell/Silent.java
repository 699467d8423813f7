package org.mckernel.eclair.shell;

import com.google.gson.JsonObject;
import java.util.List;
import org.mckernel.dump.result.Result;

/** The result of a command that has nothing to say. */
final class Silent {
    static final Result RESULT = new Result.Text(List.of(), new JsonObject(), false);

    private Silent() {}
}
