package org.mckernel.eclair.shell;

import java.util.List;
import org.mckernel.dump.result.Csv;
import org.mckernel.dump.result.Json;
import org.mckernel.dump.result.Plain;
import org.mckernel.dump.result.Result;

/** How results are shown. */
public enum OutputMode {
    TEXT,
    JSON,
    CSV;

    /** The lines of one command's result. */
    public List<String> lines(String command, Result result) {
        return switch (this) {
            case TEXT -> Plain.lines(result);
            case JSON -> List.of(Json.line(command, result));
            case CSV -> Csv.lines(result);
        };
    }
}
