package io.naestro.model;

import static io.naestro.goal.Money.eur;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {

    @Test
    void a_card_assumes_nothing_that_could_cost_or_leak() {
        assertThat(ModelCard.named("small").build())
                .isEqualTo(new ModelCard(
                        "small",
                        "unknown",
                        "small",
                        "",
                        Residency.CLOUD,
                        8_192,
                        1_024,
                        Set.of(),
                        Price.UNKNOWN,
                        "small",
                        List.of(),
                        Map.of(),
                        Map.of()));
    }

    @Test
    void the_builder_of_cards_sets_every_part() {
        var price = Price.perMillionTokens(eur("1"), eur("2"));

        assertThat(ModelCard.named("big")
                        .provider("openai")
                        .wireName("big-2025")
                        .endpoint("http://localhost:8000/v1")
                        .residency(Residency.LOCAL)
                        .contextTokens(100_000)
                        .maxOutputTokens(5_000)
                        .capabilities(Capability.TOOLS, Capability.VISION)
                        .price(price)
                        .group("bigs")
                        .efforts("low", "high")
                        .variant("terse", "Be brief.")
                        .prior("", 0.7, 50)
                        .build())
                .isEqualTo(new ModelCard(
                        "big",
                        "openai",
                        "big-2025",
                        "http://localhost:8000/v1",
                        Residency.LOCAL,
                        100_000,
                        5_000,
                        Set.of(Capability.TOOLS, Capability.VISION),
                        price,
                        "bigs",
                        List.of("low", "high"),
                        Map.of("terse", "Be brief."),
                        Map.of("", new ModelCard.Prior(0.7, 50))));
    }

    @ParameterizedTest
    @CsvSource({"-0.1,1", "1.1,1", "NaN,1", "0.5,0", "0.5,-1", "0.5,Infinity", "0.5,NaN"})
    void a_prior_is_a_share_and_what_it_is_worth(double mean, double mass) {
        assertThatThrownBy(() -> new ModelCard.Prior(mean, mass))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prior mean '" + mean + "' must lie between 0 and 1, and its mass '" + mass + "' above 0");
    }

    @Test
    void a_card_needs_an_id_and_room() {
        assertThatThrownBy(() -> ModelCard.named(" ").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a model card needs an id");
        assertThatThrownBy(() -> ModelCard.named("m").contextTokens(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model 'm': contextTokens '0' and maxOutputTokens '1024' must be at least 1");
        assertThatThrownBy(() -> ModelCard.named("m").maxOutputTokens(0).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needs_can_name_abilities_or_models() {
        assertThat(ModelNeeds.of(Capability.VISION))
                .isEqualTo(new ModelNeeds(Set.of(Capability.VISION), 0, 0, List.of()));
        assertThat(ModelNeeds.only("a", "b")).isEqualTo(new ModelNeeds(Set.of(), 0, 0, List.of("a", "b")));
        assertThat(ModelNeeds.of()).isEqualTo(ModelNeeds.ANY);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1"})
    void needs_are_not_negative(long context, long output) {
        assertThatThrownBy(() -> new ModelNeeds(Set.of(), context, output, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "contextTokens '" + context + "' and maxOutputTokens '" + output + "' must not be negative");
    }

    @Test
    void versions_of_prompts_start_at_one() {
        assertThat(Prompt.of("greet", "Be kind.")).isEqualTo(new Prompt("greet", 1, "Be kind."));
        assertThatThrownBy(() -> new Prompt("greet", 0, "Be kind."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt 'greet': version '0' must be at least 1");
    }

    @Test
    void usage_adds_up() {
        assertThat(new Usage(5, 1, 7, 2).plus(new Usage(10, 3, 20, 4))).isEqualTo(new Usage(15, 4, 27, 6));
        assertThat(Usage.of(5, 7)).isEqualTo(new Usage(5, 0, 7, 0));
        assertThat(new Usage(5, 1, 7, 2).total()).isEqualTo(12);
        assertThat(Usage.NONE.total()).isZero();
        assertThatThrownBy(() -> Usage.of(Long.MAX_VALUE, 1).total()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Usage.of(Long.MAX_VALUE, 0).plus(Usage.of(1, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 0, -1, 0", "0, 0, 0, -1"})
    void usage_is_not_negative(long input, long cached, long output, long reasoning) {
        assertThatThrownBy(() -> new Usage(input, cached, output, reasoning))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token counts must not be negative: " + input + ", " + cached + ", " + output + ", "
                        + reasoning);
    }

    @Test
    void a_request_takes_all_defaults_of_the_model_unless_set() {
        var hello = Message.user("Hello");

        assertThat(ChatRequest.of(hello))
                .isEqualTo(new ChatRequest(List.of(hello), List.of(), null, 0, null, null, ""));
    }

    @Test
    void a_request_can_be_set_in_every_part() {
        var offer = new ChatRequest.ToolOffer("get", "Gets.", Json.Obj.EMPTY);
        var schema = Json.object().with("type", "object");

        assertThat(ChatRequest.of(Message.system("Be kind."))
                        .and(Message.user("Hello"))
                        .withTools(List.of(offer))
                        .withAnswer(schema)
                        .withMaxOutputTokens(9)
                        .withTemperature(0.5)
                        .withSeed(42)
                        .withEffort("low"))
                .isEqualTo(new ChatRequest(
                        List.of(Message.system("Be kind."), Message.user("Hello")),
                        List.of(offer),
                        schema,
                        9,
                        0.5,
                        42L,
                        "low"));
    }

    @Test
    void a_request_tells_what_a_model_must_be_able_to_do_for_it() {
        var text = ChatRequest.of(Message.user("Hello"));
        assertThat(text.uses()).isEmpty();
        assertThat(text.withTools(List.of(new ChatRequest.ToolOffer("t", "", Json.object())))
                        .withAnswer(Json.object())
                        .withEffort("high")
                        .uses())
                .containsExactly(Capability.TOOLS, Capability.JSON_SCHEMA, Capability.REASONING);
        var picture = new Message(Message.Author.USER, List.of(new Message.MediaPart("image/png", "")));
        var sound = new Message(Message.Author.USER, List.of(new Message.MediaPart("audio/wav", "")));
        assertThat(text.and(picture).uses()).containsExactly(Capability.VISION);
        assertThat(text.withMessages(List.of(sound)))
                .isEqualTo(ChatRequest.of(sound))
                .satisfies(heard -> assertThat(heard.uses()).containsExactly(Capability.AUDIO));
    }

    @Test
    void a_request_without_messages_is_refused() {
        assertThatThrownBy(ChatRequest::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chat request needs at least one message");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 2.1, Double.NaN})
    void a_temperature_lies_between_zero_and_two(double temperature) {
        var request = ChatRequest.of(Message.user("Hello"));

        assertThat(request.withTemperature(0).withTemperature(2).temperature()).isEqualTo(2);
        assertThatThrownBy(() -> request.withTemperature(temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature '" + temperature + "' must lie between 0 and 2");
    }

    @Test
    void output_is_not_limited_to_less_than_nothing() {
        assertThatThrownBy(() -> ChatRequest.of(Message.user("Hello")).withMaxOutputTokens(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxOutputTokens '-1' must not be negative");
    }

    @Test
    void messages_say_who_speaks() {
        assertThat(List.of(Message.system("a"), Message.user("a"), Message.assistant("a")))
                .extracting(Message::author)
                .containsExactly(Message.Author.SYSTEM, Message.Author.USER, Message.Author.ASSISTANT);
        assertThat(Message.user("a").parts()).containsExactly(new Message.TextPart("a"));
    }

    @Test
    void an_answer_in_text_is_complete() {
        assertThat(ChatResponse.of("Hi", Usage.of(1, 2), "m"))
                .isEqualTo(new ChatResponse("Hi", List.of(), ChatResponse.Finish.STOP, Usage.of(1, 2), null, "m"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void what_passes_can_also_be_done_elsewhere_and_what_is_repairable_passes(Kind kind) {
        var failure = ModelFailure.of(kind, "why");

        assertThat(failure)
                .isEqualTo(
                        new ModelFailure(kind, "why", null, failure.reroute(), failure.repairable(), Json.Obj.EMPTY));
        assertThat(failure.reroute() || !kind.passing()).isTrue();
        assertThat(kind.passing() || !failure.repairable()).isTrue();
    }

    @Test
    void another_model_does_not_help_when_the_request_itself_is_refused() {
        assertThat(Kind.values())
                .filteredOn(kind -> !ModelFailure.of(kind, "why").reroute())
                .contains(Kind.INVALID_REQUEST, Kind.FILTERED)
                .doesNotContain(Kind.CONTEXT_OVERFLOW, Kind.BILLING, Kind.TIMEOUT);
    }

    @Test
    void only_answers_that_do_not_fit_can_be_repaired() {
        assertThat(Kind.values())
                .filteredOn(kind -> ModelFailure.of(kind, "why").repairable())
                .containsExactly(Kind.INVALID_TOOL_CALL, Kind.INVALID_ANSWER);
    }

    @Test
    void a_failure_carries_a_wait_and_details() {
        var wait = Duration.ofSeconds(3);

        assertThat(ModelFailure.of(Kind.CONTEXT_OVERFLOW, "too long")
                        .after(wait)
                        .with("asked", Json.of(9_000))
                        .with("limit", Json.of(8_192)))
                .isEqualTo(new ModelFailure(
                        Kind.CONTEXT_OVERFLOW,
                        "too long",
                        wait,
                        true,
                        false,
                        Json.object().with("asked", 9_000).with("limit", 8_192)));
    }

    @Test
    void vectors_are_compared_by_their_numbers() {
        var one = new EmbeddingModel.Vectors(List.of(new float[] {1, 2}), Usage.NONE);

        assertThat(one)
                .isEqualTo(new EmbeddingModel.Vectors(List.of(new float[] {1, 2}), Usage.NONE))
                .isNotEqualTo(new EmbeddingModel.Vectors(List.of(new float[] {1, 3}), Usage.NONE))
                .isNotEqualTo(new EmbeddingModel.Vectors(List.of(new float[] {1, 2}), Usage.of(1, 0)))
                .doesNotHaveSameHashCodeAs(new EmbeddingModel.Vectors(List.of(new float[] {1, 3}), Usage.NONE))
                .doesNotHaveSameHashCodeAs(new EmbeddingModel.Vectors(List.of(new float[] {1, 2}), Usage.of(1, 0)))
                .hasToString("1 vectors, " + Usage.NONE);
    }
}
