package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.json.Json;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.EmbeddingModel.NoVectors;
import io.naestro.model.EmbeddingModel.Vectors;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.policy.Secret;
import io.naestro.testkit.TestContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEmbeddingModelTest {
    private static final List<String> TEXTS = List.of("a", "b");

    @Test
    void sends_all_texts_at_once_and_keeps_their_order() {
        var body = "{'data':[{'index':1,'embedding':[3,4]},{'index':0,'embedding':[1.5,-2e-1]}],"
                + "'usage':{'prompt_tokens':7,'total_tokens':7}}";
        try (var server = replying(200, body)) {
            assertThat(model(server).embed(TEXTS, TestContext.forAMinute()))
                    .isEqualTo(new Vectors(List.of(new float[] {1.5f, -0.2f}, new float[] {3, 4}), Usage.of(7, 0)));
            var seen = server.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/v1/embeddings");
            assertThat(seen.body()).isEqualTo(Json.object().with("model", "m").with("input", Json.strings(TEXTS)));
        }
    }

    @Test
    void takes_vectors_without_an_index_in_their_places() {
        try (var server = replying(200, "{'data':[{'embedding':[1]},{'embedding':[2]}]}")) {
            assertThat(model(server).embed(TEXTS, TestContext.forAMinute()))
                    .isEqualTo(new Vectors(List.of(new float[] {1}, new float[] {2}), Usage.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data':[]}",
                "{'data':[{'embedding':[1]}]}",
                "{'data':[{'embedding':[1]},{'embedding':[2]},{'embedding':[3]}]}",
                "{'data':[{'index':0,'embedding':[1]},{'index':0,'embedding':[2]}]}",
                "{'data':[{'embedding':[1]},{'embedding':[2,3]}]}",
                "{'data':[{'embedding':[]},{'embedding':[]}]}",
                "{'data':[{'embedding':'AAAA'},7]}",
                "{'data':[{'embedding':['1']},{'embedding':[1]}]}",
                "{'data':[{'embedding':[1e300]},{'embedding':[1]}]}"
            })
    void refuses_what_is_not_one_vector_for_each_text(String body) {
        try (var server = replying(200, body)) {
            var failure = failed(model(server)).failure();
            assertThat(failure.kind()).isEqualTo(Kind.SERVER_FAULT);
            assertThat(failure.message())
                    .isEqualTo("the answer is not one vector of numbers for each of 2 texts, all of one length");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {'error':{'message':'no','code':'invalid_api_key'}} | AUTHENTICATION",
                "500 | <html> | SERVER_FAULT",
                "200 | {'error':{'message':'slow','code':429}} | RATE_LIMITED",
                "200 | 7 | SERVER_FAULT",
                "200 | <html> | SERVER_FAULT"
            })
    void tells_failures_by_their_kind(int status, String body, Kind kind) {
        try (var server = replying(status, body)) {
            assertThat(failed(model(server)).failure().kind()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: {}\n\n"})
    void takes_a_stream_for_no_vectors(String body) {
        try (var server = Loopback.replying(200, body, "Content-Type", "text/event-stream")) {
            assertThat(failed(model(server)).failure().kind()).isEqualTo(Kind.SERVER_FAULT);
        }
    }

    @Test
    void has_a_card_without_capabilities() {
        var model = OpenAi.vllm("http://localhost:8001/v1").embeddings("bge", card -> card.contextTokens(512));
        assertThat(model.card().capabilities()).isEmpty();
        assertThat(model.card().residency()).isEqualTo(Residency.LOCAL);
        assertThat(model.card().contextTokens()).isEqualTo(512);
        assertThat(model).hasToString("embedding model 'bge' at http://localhost:8001/v1");
    }

    @Test
    void does_not_send_a_key_in_the_open() {
        var key = Secret.of("KEY", "sk-secret-value".toCharArray());
        var server = OpenAi.openai(key).address("http://gateway.example/v1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.embeddings("m"))
                .withMessageContaining("over plain http");
    }

    /** What is sent for some texts. */
    static Json sent(List<String> texts) {
        try (var server = replying(500, "{}")) {
            var unused = model(server).embed(texts, TestContext.forAMinute());
            return server.seen().getFirst().body();
        }
    }

    private static NoVectors failed(EmbeddingModel model) {
        return (NoVectors) model.embed(TEXTS, TestContext.forAMinute());
    }

    private static Loopback replying(int status, String body) {
        return Loopback.replying(status, body.replace('\'', '"'));
    }

    private static EmbeddingModel model(Loopback server) {
        return OpenAi.vllm(server.url()).embeddings("m");
    }
}
