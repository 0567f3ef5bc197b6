package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.model.ModelFailure.Kind;
import io.naestro.policy.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {
    @Test
    void asks_for_the_models_of_a_server() {
        try (var server = replying(200, "{'object':'list','data':[{'id':'qwen','max_model_len':40960},{'id':'b'}]}")) {
            var key = Secret.of("KEY", "sk-secret-value".toCharArray());
            var served = OpenAi.vllm(server.url()).key(key).served(Duration.ofMinutes(1));
            assertThat(served)
                    .isEqualTo(new Served.Models(
                            List.of(new Served.Model("qwen", 40_960, 0), new Served.Model("b", 0, 0))));
            var seen = server.seen().getFirst();
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.path()).isEqualTo("/v1/models");
            assertThat(seen.headers()).containsEntry("Authorization", List.of("Bearer sk-secret-value"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'m','context_length':8,'top_provider':{'max_completion_tokens':4}} | 8 | 4",
                "{'id':'m','context_window':16,'max_completion_tokens':6} | 16 | 6",
                "{'id':'m','max_context_length':32} | 32 | 0",
                "{'id':'m','max_model_len':null,'top_provider':null} | 0 | 0"
            })
    void reads_sizes_wherever_they_stand(String model, long context, long output) {
        try (var server = replying(200, "{'data':[{},7," + model + "]}")) {
            assertThat(OpenAi.vllm(server.url()).served(Duration.ofMinutes(1)))
                    .isEqualTo(new Served.Models(List.of(new Served.Model("m", context, output))));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {'error':{'message':'no'}} | AUTHENTICATION",
                "404 | <html> | MODEL_NOT_FOUND",
                "200 | {} | SERVER_FAULT"
            })
    void tells_failures_by_their_kind(int status, String body, Kind kind) {
        try (var server = replying(status, body)) {
            var served = (Served.Unknown) OpenAi.vllm(server.url()).served(Duration.ofMinutes(1));
            assertThat(served.failure().kind()).isEqualTo(kind);
        }
    }

    @Test
    void does_not_wait_without_time() {
        var served = (Served.Unknown) OpenAi.vllm("http://localhost:1/v1").served(Duration.ZERO);
        assertThat(served.failure().kind()).isEqualTo(Kind.TIMEOUT);
    }

    private static Loopback replying(int status, String body) {
        return Loopback.replying(status, body.replace('\'', '"'));
    }
}
