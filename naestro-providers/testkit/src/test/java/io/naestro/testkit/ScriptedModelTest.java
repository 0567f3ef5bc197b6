package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
    private static final ChatRequest ASK = ChatRequest.of(Message.user("hello"));

    private final ScriptedModel model = ScriptedModel.named("m");

    record Greeting(String text) {}

    @Test
    void gives_its_answers_in_their_order() {
        model.says("one").saysJson(new Greeting("two")).saysJson(Json.array(Json.of(3)));
        assertThat(List.of(text(ask()), text(ask()), text(ask()))).containsExactly("one", "{\"text\":\"two\"}", "[3]");
        assertThat(model.left()).isZero();
    }

    @Test
    void asks_for_tools_under_ids_of_its_own() {
        model.callsTool("fs.read", new Greeting("a")).callsTool("fs.list", Json.NULL);
        var first = (ChatResponse) ask();
        assertThat(first.finish()).isEqualTo(ChatResponse.Finish.TOOL_USE);
        assertThat(first.text()).isEmpty();
        assertThat(first.toolUses())
                .containsExactly(
                        new Message.ToolUse("call-1", "fs.read", Json.object().with("text", "a")));
        assertThat(((ChatResponse) ask()).toolUses())
                .containsExactly(new Message.ToolUse("call-2", "fs.list", Json.NULL));
    }

    @Test
    void fails_as_told() {
        var full = ModelFailure.of(ModelFailure.Kind.CONTEXT_OVERFLOW, "too long");
        model.fails(full).fails(ModelFailure.Kind.RATE_LIMITED).throwing(() -> new ArithmeticException("no"));
        assertThat(ask()).isEqualTo(full);
        assertThat(ask()).isEqualTo(ModelFailure.of(ModelFailure.Kind.RATE_LIMITED, "scripted failure"));
        assertThatThrownBy(this::ask).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void answers_by_a_function_of_the_request() {
        model.answers(request -> model.response(request, request.messages().size() + " message"));
        assertThat(text(ask())).isEqualTo("1 message");
    }

    @Test
    void answers_all_calls_after_the_script() {
        model.says("first").answersAlways(request -> model.response(request, "again"));
        assertThat(List.of(text(ask()), text(ask()), text(ask()))).containsExactly("first", "again", "again");
        assertThat(model.left()).isZero();
        assertThatThrownBy(() -> model.says("never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("would never be given");
        assertThatThrownBy(() -> model.answersAlways(request -> model.response(request, "other")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tells_which_call_had_no_answer() {
        model.says("one");
        ask();
        assertThat(ask())
                .isEqualTo(ModelFailure.of(
                        ModelFailure.Kind.FAULT, "scripted model 'm' has no answer for call 2; it was given 1"));
    }

    @Test
    void keeps_what_it_was_asked() {
        model.says("one").says("two");
        var other = ASK.withSeed(3);
        ask();
        model.chat(other, TestContext.forAMinute());
        assertThat(model.requests()).containsExactly(ASK, other);
    }

    @Test
    void counts_a_token_for_every_four_characters_begun() {
        model.says("12345").callsTool("tool", Json.of("ab"));
        var request = new ChatRequest(
                List.of(
                        Message.system("1234"),
                        new Message(
                                Message.Author.USER,
                                List.of(new Message.TextPart("12345"), new Message.MediaPart("image/png", "AAAA"))),
                        new Message(Message.Author.ASSISTANT, List.of(new Message.ToolUse("1", "t", Json.object()))),
                        new Message(Message.Author.TOOL, List.of(new Message.ToolOutput("1", Json.of(1), false)))),
                List.of(),
                null,
                0,
                null,
                null,
                "");
        assertThat(usage(model.chat(request, TestContext.forAMinute()))).isEqualTo(Usage.of(1 + 2 + 0 + 1 + 1, 2));
        assertThat(usage(ask())).isEqualTo(Usage.of(2, 2)); // tool"ab"
    }

    @Test
    void is_local_and_free_and_can_do_all_but_stream() {
        var card = model.card();
        assertThat(card.id()).isEqualTo("m");
        assertThat(card.residency()).isEqualTo(Residency.LOCAL);
        assertThat(card.price()).isEqualTo(Price.FREE);
        assertThat(card.capabilities()).hasSize(Capability.values().length - 1).doesNotContain(Capability.STREAMING);
        assertThat(model).hasToString("scripted model 'm'");
    }

    @Test
    void has_a_card_that_can_be_changed_until_it_is_read() {
        model.card(card -> card.contextTokens(10)).card(card -> card.residency(Residency.CLOUD));
        assertThat(model.card().contextTokens()).isEqualTo(10);
        assertThat(model.card()).isSameAs(model.card());
        assertThatThrownBy(() -> model.card(card -> card.contextTokens(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the card of model 'm' was read already; change it before");
    }

    @Test
    void gives_each_answer_once_to_many_threads() {
        IntStream.range(0, 100).forEach(i -> model.says("answer " + i));
        var texts = Aside.all(100, i -> text(ask()));
        assertThat(texts).doesNotHaveDuplicates().hasSize(100);
        assertThat(model.requests()).hasSize(100);
    }

    private ChatResult ask() {
        return model.chat(ASK, TestContext.forAMinute());
    }

    private static String text(ChatResult result) {
        return ((ChatResponse) result).text();
    }

    private static Usage usage(ChatResult result) {
        return ((ChatResponse) result).usage();
    }
}
