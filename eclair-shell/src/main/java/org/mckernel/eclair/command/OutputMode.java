package org.mckernel.eclair.command;

import java.util.List;
import org.mckernel.dump.result.CsvRenderer;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.TextRenderer;

/** How results are shown. */
public enum OutputMode {
    TEXT,
    JSON,
    CSV;

    /** The lines of one command's result; CSV has none for a result without fields. */
    public List<String> lines(String command, Result result) {
        return switch (this) {
            case TEXT -> TextRenderer.lines(result);
            case JSON -> List.of(JsonRenderer.line(command, result));
            case CSV ->
                result instanceof Result.Text text && text.data().isEmpty() ? List.of() : CsvRenderer.lines(result);
        };
    }
}
