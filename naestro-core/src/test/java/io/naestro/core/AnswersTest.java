package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatResponse;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final Shape<Greeting> GREETING = Shape.of(Greeting.class);
    private static final Shape<String> TEXT = Shape.of(String.class);
    private static final Json HELLO = Json.object().with("text", "hello");

    record Greeting(String text) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"hello\"}",
                "  {\"text\":\"hello\"}\n",
                "```json\n{\"text\":\"hello\"}\n```",
                "```\n{\"text\":\"hello\"}```",
                "\n```JSON\r\n {\"text\":\"hello\"} \r\n```\n"
            })
    void are_read_as_json_with_or_without_a_fence(String answer) {
        assertThat(Answers.value(said(answer), GREETING)).isEqualTo(HELLO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "```", "``````", "```json {}```", "```\n```", "```json\n{}", "{}\n```"})
    void that_are_no_json_are_refused(String answer) {
        assertThatThrownBy(() -> Answers.value(said(answer), GREETING)).isInstanceOf(InputException.class);
    }

    @Test
    void that_do_not_fit_the_shape_are_refused_with_the_place() {
        assertThatThrownBy(() -> Answers.value(said("{\"text\":7}"), GREETING))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("/text");
    }

    @Test
    void are_taken_as_they_are_where_text_is_wanted() {
        assertThat(Answers.isText(TEXT)).isTrue();
        assertThat(Answers.isText(GREETING)).isFalse();
        assertThat(Answers.isText(Shape.ANY)).isFalse();
        assertThat(Answers.value(said(" ```\nas it is\n``` "), TEXT)).isEqualTo(Json.of(" ```\nas it is\n``` "));
    }

    @Test
    void are_usable_when_complete() {
        assertThat(Answers.unusable(said("{}"), GREETING)).isEmpty();
    }

    @Test
    void are_truncated_when_they_reached_the_limit_unless_they_are_text() {
        var cut = ended("{\"text\":\"hel", ChatResponse.Finish.LENGTH);
        assertThat(Answers.unusable(cut, GREETING))
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(ModelFailure.Kind.TRUNCATED));
        assertThat(Answers.unusable(cut, TEXT)).isEmpty();
    }

    @Test
    void that_ask_for_tools_are_invalid() {
        for (var shape : List.of(GREETING, TEXT)) {
            assertThat(Answers.unusable(ended("", ChatResponse.Finish.TOOL_USE), shape))
                    .hasValueSatisfying(why -> {
                        assertThat(why.kind()).isEqualTo(ModelFailure.Kind.INVALID_ANSWER);
                        assertThat(why.message()).contains("asked for tools");
                    });
        }
    }

    @Test
    void that_are_too_long_are_invalid() {
        var most = Limits.MESSAGE.maxBytes();
        assertThat(Answers.unusable(said("x".repeat(most)), TEXT)).isEmpty();
        assertThat(Answers.unusable(said("x".repeat(most + 1)), TEXT)).hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo(ModelFailure.Kind.INVALID_ANSWER);
            assertThat(why.message()).contains((most + 1) + " characters", "at most " + most);
        });
    }

    private static ChatResponse said(String text) {
        return ended(text, ChatResponse.Finish.STOP);
    }

    private static ChatResponse ended(String text, ChatResponse.Finish finish) {
        return new ChatResponse(text, List.of(), finish, Usage.NONE, null, "test");
    }
}
