package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.symbol.Symbol;

/**
 * Gives frames the names of their functions, a line for each call that was built into another.
 *
 * @param lines of the file that the code is from
 * @param symbols the symbol at an address as that file was linked
 */
public record FrameNames(CodeLines lines, LongFunction<Optional<Symbol>> symbols) {
    /**
     * Adds a frame's lines.
     *
     * @param shift how far behind the place that it was linked to the code lies
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
