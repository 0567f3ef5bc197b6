package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.CallContext;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.ChatResult;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import io.naestro.policy.Principal;
import io.naestro.policy.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassetteTest {
    private static final ModelCard CARD = ModelCard.named("m").build();
    private static final ChatRequest HELLO = ChatRequest.of(Message.user("hello"));
    private static final String KEY = "sk-test-0123456789abcdefghij";

    @TempDir
    private Path folder;

    private final TestContext context = TestContext.forAMinute();

    private record Model(ModelCard card, BiFunction<ChatRequest, CallContext, ChatResult> answer) implements ChatModel {
        @Override
        public ChatResult chat(ChatRequest request, CallContext context) {
            return answer.apply(request, context);
        }
    }

    private record Embedder(ModelCard card, Embedded answer) implements EmbeddingModel {
        @Override
        public Embedded embed(List<String> texts, CallContext context) {
            return answer;
        }
    }

    @Test
    void replays_an_answer_with_everything_in_it() {
        var request = new ChatRequest(
                List.of(
                        Message.system("be kind"),
                        new Message(
                                Message.Author.USER,
                                List.of(new Message.TextPart("look"), new Message.MediaPart("image/png", "AAAA"))),
                        new Message(
                                Message.Author.ASSISTANT,
                                List.of(new Message.ToolUse(
                                        "c", "t", Json.object().with("a", Json.of(1))))),
                        new Message(Message.Author.TOOL, List.of(new Message.ToolOutput("c", Json.of(2.5), true)))),
                List.of(new ChatRequest.ToolOffer("t", "does", Json.object().with("type", "object"))),
                Json.object().with("type", "object"),
                7,
                0.5,
                3L,
                "low");
        var answer = new ChatResponse(
                "é \u2028 漢字",
                List.of(new Message.ToolUse("d", "t", Json.array(Json.NULL, Json.of(true)))),
                Finish.TOOL_USE,
                new Usage(9, 4, 12, 5),
                new Money("USD", 1_234),
                "served");
        record(request, answer);

        assertThat(replaying().chat(request, context)).isEqualTo(answer);
    }

    @Test
    void replays_failures_with_their_wait_and_details() {
        var failure = ModelFailure.of(Kind.RATE_LIMITED, "slow down")
                .after(Duration.ofMillis(1500))
                .with("status", Json.of(429));
        record(HELLO, failure);

        assertThat(replaying().chat(HELLO, context)).isEqualTo(failure);
    }

    @Test
    void replays_what_was_streamed_piece_by_piece() {
        var first = TestContext.forAMinute();
        var model = new Model(CARD, (request, call) -> {
            call.sink().accept(Json.of("hel"));
            call.sink().accept(Json.object().with("text", "lo"));
            return answer("hello");
        });
        Cassette.at(file()).recording(model).chat(HELLO, first);
        replaying().chat(HELLO, context);

        assertThat(first.deltas())
                .containsExactly(Json.of("hel"), Json.object().with("text", "lo"))
                .isEqualTo(context.deltas());
    }

    @Test
    void answers_equal_requests_in_the_order_in_which_they_were_recorded() {
        var real = ScriptedModel.named("m").says("one").says("two");
        var recording = Cassette.at(file()).recording(real);
        recording.chat(HELLO, context);
        recording.chat(HELLO, context);

        var tape = Cassette.at(file());
        var model = tape.replaying(CARD);
        assertThat(tape.left()).isEqualTo(2);
        assertThat(text(model.chat(HELLO, context))).isEqualTo("one");
        assertThat(text(model.chat(HELLO, context))).isEqualTo("two");
        assertThat(tape.left()).isZero();
        assertThat(failure(model.chat(HELLO, context)).message())
                .contains("holds this request 2 times, and every answer was given");
    }

    @Test
    void tells_what_comes_nearest_to_a_request_that_was_not_recorded() {
        var recording =
                Cassette.at(file()).recording(ScriptedModel.named("m").says("a").says("b"));
        recording.chat(ChatRequest.of(Message.system("x"), Message.user("y")), context);
        recording.chat(HELLO, context);

        var failure = failure(replaying().chat(ChatRequest.of(Message.user("hallo")), context));
        assertThat(failure.kind()).isEqualTo(Kind.FAULT);
        assertThat(failure.reroute()).isFalse();
        assertThat(failure.message())
                .contains("cassette " + file())
                .contains("nearest is exchange 1 of 2, which differs in 1 places, first at"
                        + " /messages/0/parts/0/text: recorded 'hello', asked 'hallo'");
        assertThat(failure.details().get("request").orElseThrow().toString()).contains("sha256:");
    }

    @Test
    void tells_of_parts_that_were_not_there() {
        record(HELLO, answer("a"));
        var longer = failure(replaying().chat(HELLO.and(Message.user("more")).withSeed(1), context));
        assertThat(longer.message()).contains("differs in 2 places, first at /messages/1: recorded nothing, asked");
        var tape = Cassette.at(file());
        tape.recording(ScriptedModel.named("m").says("a")).chat(HELLO.and(Message.user("more")), context);
        var shorter = failure(tape.replaying(CARD).chat(HELLO, context));
        assertThat(shorter.message()).contains("first at /messages/1: recorded").contains("asked nothing");
        assertThat(Difference.between(Json.NULL, Json.NULL).first()).isEqualTo("nowhere");
        assertThat(Difference.between(Json.object(), Json.of(1)).places()).isEqualTo(1);
        assertThat(Difference.between(Json.array(), Json.of(1)).places()).isEqualTo(1);
    }

    @Test
    void tells_that_another_model_was_recorded() {
        record(HELLO, answer("a"));
        var other = Cassette.at(file()).replaying(ModelCard.named("other").build());
        assertThat(failure(other.chat(HELLO, context)).message())
                .contains("holds nothing of model 'other'; it has [m]");
    }

    @Test
    void asks_the_model_only_what_is_not_recorded() {
        record(HELLO, answer("recorded"));
        var real = ScriptedModel.named("m").says("new");
        var both = Cassette.at(file()).replayingOrRecording(real);

        assertThat(text(both.chat(HELLO, context))).isEqualTo("recorded");
        assertThat(text(both.chat(HELLO.withSeed(1), context))).isEqualTo("new");
        assertThat(real.requests()).containsExactly(HELLO.withSeed(1));
        assertThat(text(replaying().chat(HELLO.withSeed(1), context))).isEqualTo("new");
        assertThat(text(replaying().chat(HELLO, context))).isEqualTo("recorded");
    }

    @Test
    void records_what_is_asked_again_beyond_what_is_recorded() {
        var tape = Cassette.at(file());
        var both =
                tape.replayingOrRecording(ScriptedModel.named("m").says("one").says("two"));
        assertThat(text(both.chat(HELLO, context))).isEqualTo("one");
        assertThat(text(both.chat(HELLO, context))).isEqualTo("two");
        assertThat(tape.left()).isZero();
        assertThat(tape).hasToString("cassette " + file());
    }

    @Test
    void starts_anew_when_it_records_and_keeps_several_models_apart() {
        record(HELLO, answer("old"));
        var tape = Cassette.at(file());
        tape.recording(ScriptedModel.named("a").says("from a")).chat(HELLO, context);
        tape.recording(ScriptedModel.named("b").says("from b")).chat(HELLO, context);

        var again = Cassette.at(file());
        assertThat(again.left()).isZero();
        var a = again.replaying(ModelCard.named("a").build());
        var b = again.replaying(ModelCard.named("b").build());
        assertThat(again.left()).isEqualTo(2);
        assertThat(text(b.chat(HELLO, context))).isEqualTo("from b");
        assertThat(text(a.chat(HELLO, context))).isEqualTo("from a");
        assertThat(a).hasToString("model 'a' on cassette " + file());
        assertThat(a.card().id()).isEqualTo("a");
    }

    @Test
    void hides_named_secrets_even_where_a_stream_cuts_them() throws IOException {
        var secret = Secret.of("CODE", "open sesame".toCharArray());
        var model = new Model(CARD, (request, call) -> {
            for (var piece : List.of("say open", " ses", "ame, o", "pen sesame", " now")) {
                call.sink().accept(Json.object().with("text", piece).with("n", Json.of(1)));
            }
            return answer("say open sesame, open sesame now");
        });
        var real = Cassette.at(file()).hiding(secret).recording(model);
        assertThat(text(real.chat(ChatRequest.of(Message.user("the word is open sesame")), context)))
                .isEqualTo("say open sesame, open sesame now");

        assertThat(Files.readString(file())).doesNotContain("sesame");
        var other = Secret.of("CODE", "open barley".toCharArray());
        var replayed = TestContext.forAMinute();
        var result = Cassette.at(file())
                .hiding(other)
                .replaying(CARD)
                .chat(ChatRequest.of(Message.user("the word is open barley")), replayed);
        assertThat(text(result)).isEqualTo("say ***, *** now");
        assertThat(replayed.deltas().stream()
                        .map(delta -> ((Json.Obj) delta).get("text").orElseThrow()))
                .containsExactly(Json.of("say ***"), Json.of(""), Json.of(", ***"), Json.of(""), Json.of(" now"));
    }

    @Test
    void hides_what_looks_like_a_key() throws IOException {
        var keys = List.of(
                KEY,
                "AIza" + "0123456789abcdefghijklmnopqrstuvwxy",
                "gsk_0123456789abcdefghij",
                "ghp_0123456789abcdefghij0123456789",
                "AKIA0123456789ABCDEF",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
                "Bearer abcdefghij0123456789",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----");
        var all = String.join(" and ", keys);
        var model = new Model(CARD, (request, call) -> {
            call.sink().accept(Json.of(all.substring(0, 20)));
            call.sink().accept(Json.of(all.substring(20)));
            return answer(all);
        });
        Cassette.at(file()).recording(model).chat(ChatRequest.of(Message.user(all)), context);

        var text = Files.readString(file());
        keys.forEach(key -> assertThat(text).doesNotContain(key.substring(key.length() - 10)));
        assertThat(text).contains("*** and *** and *** and *** and *** and *** and *** and ***");
    }

    @Test
    void leaves_words_alone_that_only_resemble_keys() {
        var words = "sk-learn-is-a-nice-library, risk-0123456789abcdefghij, sk-1, bearer of-good-news-and-tidings";
        record(HELLO, answer(words));
        assertThat(text(replaying().chat(HELLO, context))).isEqualTo(words);
    }

    @Test
    void refuses_to_write_a_secret_that_it_cannot_take_out() {
        var secret = Secret.of("CODE", "sesame".toCharArray());
        var empty = Secret.of("NONE", new char[0]);
        var model = Cassette.at(file())
                .hiding(empty, secret)
                .recording(ScriptedModel.named("m").says("a").says("b"));
        assertThatThrownBy(() -> model.chat(HELLO.withAnswer(Json.object().with("sesame", "x")), context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret 'CODE' is the name of a member");
        assertThat(file()).doesNotExist();
    }

    @Test
    void refuses_a_request_without_a_hash() {
        var real = ScriptedModel.named("m");
        var asked = HELLO.withSeed(Long.MAX_VALUE);
        var failure = failure(Cassette.at(file()).recording(real).chat(asked, context));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure.message()).contains("cannot hold this request").contains("/request/seed");
        assertThat(real.requests()).isEmpty();
    }

    @Test
    void passes_the_context_on() {
        context.cancel();
        var model = new Model(CARD, (request, call) -> {
            assertThat(call.deadline()).isEqualTo(context.deadline());
            assertThat(call.cancelled()).isTrue();
            assertThat(call.trace()).isEmpty();
            assertThat(call.principal()).isEqualTo(Principal.HOST);
            assertThat(call.idempotencyKey()).isEqualTo("key-1");
            return answer("seen");
        });
        assertThat(text(Cassette.at(file()).recording(model).chat(HELLO, context)))
                .isEqualTo("seen");
    }

    @Test
    void does_not_record_what_is_thrown() {
        var real = ScriptedModel.named("m").throwing(() -> new ArithmeticException("no"));
        var model = Cassette.at(file()).recording(real);
        assertThatThrownBy(() -> model.chat(HELLO, context)).isInstanceOf(ArithmeticException.class);
        assertThat(file()).doesNotExist();
    }

    @Test
    void replays_vectors_to_the_last_bit() throws IOException {
        var vectors = new EmbeddingModel.Vectors(
                List.of(new float[] {1.5f, -0.0f, Float.MIN_VALUE}, new float[] {0.1f, Float.NaN, 3e38f}),
                Usage.of(7, 0));
        var recorded = Cassette.at(file()).recording(new Embedder(CARD, vectors));
        assertThat(recorded.embed(List.of("a", KEY), context)).isEqualTo(vectors);

        var model = Cassette.at(file()).replayingEmbeddings(CARD);
        assertThat(model.embed(List.of("a", KEY), context)).isEqualTo(vectors);
        assertThat(model).hasToString("embedding model 'm' on cassette " + file());
        assertThat(Files.readString(file())).doesNotContain(KEY);
    }

    @Test
    void replays_that_there_are_no_vectors() {
        var none = new EmbeddingModel.NoVectors(ModelFailure.of(Kind.OVERLOADED, "busy"));
        var both = Cassette.at(file()).replayingOrRecording(new Embedder(CARD, none));
        assertThat(both.embed(List.of("a"), context)).isEqualTo(none);

        var model = Cassette.at(file()).replayingEmbeddings(CARD);
        assertThat(model.embed(List.of("a"), context)).isEqualTo(none);
        var missing = (EmbeddingModel.NoVectors) model.embed(List.of("b"), context);
        assertThat(missing.failure().message()).contains("first at /0: recorded 'a', asked 'b'");
        var broken = (EmbeddingModel.NoVectors) model.embed(List.of("\ud800"), context);
        assertThat(broken.failure().kind()).isEqualTo(Kind.INVALID_REQUEST);
    }

    @Test
    void reads_a_cassette_written_by_hand() throws IOException {
        Files.writeString(file(), """
                {"naestro": "cassette/v1", "exchanges": [{
                  "kind": "chat", "model": "m",
                  "request": {"messages": [{"author": "USER", "parts": [{"kind": "text", "text": "hello"}]}],
                              "tools": [], "maxOutputTokens": 0, "effort": ""},
                  "deltas": [],
                  "result": {"type": "chatResponse", "text": "Hi!", "toolUses": [], "finish": "STOP",
                             "usage": {"input": 8, "cachedInput": 0, "output": 2, "reasoning": 0}, "servedBy": "x"}}]}
                """);
        assertThat(text(replaying().chat(HELLO, context))).isEqualTo("Hi!");
    }

    @Test
    void refuses_files_that_are_no_cassettes_with_their_place() throws IOException {
        refused("", "there is no JSON value");
        refused("{}", "the header is missing");
        refused("{\"naestro\":\"policy/v1\",\"exchanges\":[]}", "1:12 /naestro: 'policy/v1' is not the kind");
        refused("{\"naestro\":\"cassette/v1\",\n\"exchanges\":[],\n \"x\":1}", "cassette.json:3:6 /x");
        refused(
                "{\"naestro\":\"cassette/v1\",\"exchanges\":[{\"kind\":\"embedding\",\"model\":\"m\",\n\"texts\":[],"
                        + "\"vectors\":[\"?\"],\"usage\":{\"input\":0,\"cachedInput\":0,\"output\":0,\"reasoning\":0}}]}",
                "cassette.json:2");
        assertThatThrownBy(() -> Cassette.at(folder.resolve("none.json")).replaying(CARD))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the file does not exist");
    }

    @Test
    void says_that_a_file_cannot_be_written() throws IOException {
        Files.createDirectory(file());
        var model = Cassette.at(file()).recording(ScriptedModel.named("m").says("a"));
        assertThatThrownBy(() -> model.chat(HELLO, context))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void refuses_to_grow_beyond_what_it_reads() {
        var long1 = answer("x".repeat(16 * 1024 * 1024));
        var model = Cassette.at(file()).recording(new Model(CARD, (request, call) -> long1));
        for (var i = 0; i < 3; i++) {
            assertThat(model.chat(HELLO, context)).isSameAs(long1);
        }
        assertThatThrownBy(() -> model.chat(HELLO, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would be larger");
    }

    private void refused(String text, String... words) throws IOException {
        Files.writeString(file(), text);
        assertThatThrownBy(() -> Cassette.at(file()).replayingOrRecording(ScriptedModel.named("m")))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(words);
    }

    private Path file() {
        return folder.resolve("cassette.json");
    }

    private void record(ChatRequest request, ChatResult result) {
        var model = Cassette.at(file()).recording(new Model(CARD, (asked, call) -> result));
        assertThat(model.chat(request, TestContext.forAMinute())).isSameAs(result);
    }

    private ChatModel replaying() {
        return Cassette.at(file()).replaying(CARD);
    }

    private static ChatResponse answer(String text) {
        return ChatResponse.of(text, Usage.of(1, 2), "m");
    }

    private static String text(ChatResult result) {
        assertThat(result).isInstanceOf(ChatResponse.class);
        return ((ChatResponse) result).text();
    }

    private static ModelFailure failure(ChatResult result) {
        assertThat(result).isInstanceOf(ModelFailure.class);
        return (ModelFailure) result;
    }
}
