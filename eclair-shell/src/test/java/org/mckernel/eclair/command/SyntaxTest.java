package org.mckernel.eclair.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;

/** Arguments are read once, into values, and what is wrong with them is said with the usage. */
class SyntaxTest {
    private static final Kind<Integer> NUMBER =
            Kind.word(Completion.CPU, SyntaxTest::number).accepting(word -> word.matches("-?\\d+"));
    private static final Parameter<Boolean> FULL = Parameter.flag("full", "-f");
    private static final Parameter<Boolean> BRIEF = Parameter.flag("-b");
    private static final Parameter<String> FILE = Parameter.options(
            "--file", "FILE", Kind.word(Completion.FILE, w -> w).does(Effect.READS_FILES));
    private static final Parameter<Integer> COUNT = Parameter.optional("N", NUMBER);
    private static final Parameter<String> TEXT = Parameter.required("TEXT", Kind.rest(Completion.EXPRESSION, t -> t));
    private static final Parameter<Integer> FORMAT =
            Parameter.format("WIDTH", Kind.word(Completion.NONE, SyntaxTest::number));
    private static final Parameter<Integer> EACH = Parameter.repeated("ID", NUMBER);
    private static final Parameter<Call> COMMAND = Parameter.required(
            "COMMAND",
            new Kind<>(
                    ArgumentText::command,
                    Completion.COMMAND,
                    true,
                    _ -> true,
                    _ -> false,
                    List.of(),
                    Optional.empty()));

    private static final Registry REGISTRY = new Registry(List.of(
            Command.named("show text", "st")
                    .takes(FORMAT)
                    .takesOneOf(FULL, BRIEF)
                    .takes(FILE, COUNT, TEXT)
                    .requires(FILE, FULL)
                    .runs((_, _) -> nothing()),
            Command.named("each").takes(EACH, COMMAND).runs((_, _) -> nothing()),
            Command.named("write").does(Effect.WRITES_FILES).runs((_, _) -> nothing()),
            Command.named("set print pretty").runs((_, _) -> nothing()),
            Command.named("!").takes(TEXT).runs((_, _) -> nothing())));

    private static Result nothing() {
        return new Result.Text(List.of(), new JsonObject(), false);
    }

    private static int number(String word) throws BadArgumentException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new BadArgumentException(word + ": expected a number");
        }
    }

    private static Arguments parse(String line) throws CommandException {
        return REGISTRY.parse(line, new Aliases()).arguments();
    }

    @Test
    void valuesAreTypedAndInAnyOrderOfOptions() throws CommandException {
        Arguments arguments = parse("show text/8 full --file a 3 --file b  a text | with -f in it ");

        assertThat(arguments.require(FORMAT)).isEqualTo(8);
        assertThat(arguments.has(FULL)).isTrue();
        assertThat(arguments.has(BRIEF)).isFalse();
        assertThat(arguments.all(FILE)).containsExactly("a", "b");
        assertThat(arguments.get(COUNT)).contains(3);
        assertThat(arguments.require(TEXT)).isEqualTo("a text | with -f in it");
    }

    @Test
    void anOptionalArgumentThatDoesNotFitIsLeftOut() throws CommandException {
        Arguments arguments = parse("st x 3");

        assertThat(arguments.get(COUNT)).isEmpty();
        assertThat(arguments.require(TEXT)).isEqualTo("x 3");
    }

    @Test
    void negativeNumbersAreNoOptionsAndTwoDashesEndThem() throws CommandException {
        assertThat(parse("st -3 x").get(COUNT)).contains(-3);
        Arguments ended = parse("st -- full");
        assertThat(ended.has(FULL)).isFalse();
        assertThat(ended.require(TEXT)).isEqualTo("full");
    }

    @Test
    void aCommandInsideACommandIsReadWithIt() throws CommandException {
        Call call = REGISTRY.parse("each 1 2 each 3 write", new Aliases());

        assertThat(call.arguments().all(EACH)).containsExactly(1, 2);
        assertThat(call.arguments().require(COMMAND).arguments().all(EACH)).containsExactly(3);
        assertThat(call.effects()).isEqualTo(Set.of(Effect.WRITES_FILES));
    }

    @Test
    void effectsAreThoseOfTheArgumentsThatAreGiven() throws CommandException {
        assertThat(REGISTRY.parse("st x", new Aliases()).effects()).isEmpty();
        assertThat(REGISTRY.parse("each 1 st full --file a x", new Aliases()).effects())
                .containsExactly(Effect.READS_FILES);
    }

    @Test
    void theUsageIsMadeOfTheParameters() throws CommandException {
        assertThat(REGISTRY.find("show text").orElseThrow().usage())
                .isEqualTo("show text[/WIDTH] [full | -b] [--file FILE]... [N] TEXT");
        assertThat(REGISTRY.find("each").orElseThrow().usage()).isEqualTo("each [ID]... COMMAND");
        assertThat(REGISTRY.find("write").orElseThrow().usage()).isEqualTo("write");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "show text; show text: needs TEXT",
                "show text/x a; show text: x: expected a number",
                "show text full -b a; show text: full excludes -b",
                "show text --file a b; show text: --file FILE needs full",
                "show text full --file; show text: --file needs FILE",
                "write a; write: a: too many arguments",
                "write -z; write: -z: no such option",
                "write/x; write: /x: takes no format",
                "each 1; each: needs COMMAND"
            })
    void whatIsWrongIsSaidWithTheUsage(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith(message + "; usage: ");
    }

    @Test
    void aWrongCommandInsideNamesItself() {
        assertThatThrownBy(() -> parse("each 1 write a")).hasMessage("write: a: too many arguments; usage: write");
        assertThatThrownBy(() -> parse("each 1 nonsense")).hasMessageStartingWith("nonsense: no such command");
    }

    @Test
    void namesAreFoundByPrefixesOfTheirWords() throws CommandException {
        assertThat(REGISTRY.find("sh te").orElseThrow().name()).isEqualTo("show text");
        assertThat(REGISTRY.find("SET print p").orElseThrow().name()).isEqualTo("set print pretty");
        assertThat(REGISTRY.find("show")).isEmpty();
        assertThat(REGISTRY.parse("!date", new Aliases()).arguments().require(TEXT))
                .isEqualTo("date");
        assertThatThrownBy(() -> parse("show")).hasMessage("show: expected show text");
        assertThatThrownBy(() -> parse("step")).hasMessageStartingWith("step: a dump does not run");
        assertThatThrownBy(() ->
                        new Registry(REGISTRY.all()).with(Command.named("st").runs((_, _) -> nothing())))
                .hasMessage("two commands are called st");
    }

    @Test
    void whatMayComeNextIsKnownWhereTheLineEnds() {
        assertThat(REGISTRY.next("show text ").orElseThrow().words()).containsExactly("full", "-f", "-b", "--file");
        assertThat(kinds("show text ")).containsExactly(Completion.CPU, Completion.EXPRESSION);
        assertThat(kinds("show text full --file ")).containsExactly(Completion.FILE);
        assertThat(kinds("show text 3 ")).containsExactly(Completion.EXPRESSION);
        assertThat(kinds("show text 3 a + ")).containsExactly(Completion.EXPRESSION);
        assertThat(kinds("each 1 ")).containsExactly(Completion.CPU, Completion.COMMAND);
        assertThat(REGISTRY.next("each 1 show te").orElseThrow().typed()).isEqualTo("show te");
        assertThat(REGISTRY.next("nonsense ")).isEmpty();
    }

    private static List<Completion> kinds(String line) {
        return REGISTRY.next(line).orElseThrow().kinds().stream()
                .<Completion>map(Kind::completion)
                .toList();
    }
}
