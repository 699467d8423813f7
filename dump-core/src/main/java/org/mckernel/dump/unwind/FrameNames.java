package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.symbol.Symbol;

/**
 * Adds function names to frames, with one line for each inlined call.
 *
 * @param lines source lines of the code's file
 * @param symbols the symbol at a link address of that file
 */
public record FrameNames(CodeLines lines, LongFunction<Optional<Symbol>> symbols) {
    /**
     * Adds a frame's lines.
     *
     * @param shift load address minus link address of the code
     * @param number of the first line
     */
    public void expand(Frame frame, long shift, int number, List<CodeFrame> frames) {
        long at = frame.lookupPc() - shift;
        Optional<Symbol> symbol = symbols.apply(at);
        long offset = symbol.map(s -> frame.pc() - shift - s.value()).orElse(0L);
        Optional<SourceLine> line = lines.line(at);
        int next = number;
        for (CodeScope scope : lines.scopes(at)) {
            frames.add(new CodeFrame(
                    next++,
                    scope.name(),
                    offset,
                    line.map(SourceLine::toString),
                    scope.inlined(),
                    frame,
                    Optional.of(scope)));
            if (!scope.inlined()) {
                return;
            }
            line = scope.callSite();
        }
        frames.add(new CodeFrame(
                next,
                symbol.map(Symbol::name).orElse(""),
                offset,
                line.map(SourceLine::toString),
                false,
                frame,
                Optional.empty()));
    }
}
