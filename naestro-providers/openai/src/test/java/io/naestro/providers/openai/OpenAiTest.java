package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.testkit.TestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiTest {
    private static final Secret KEY = Secret.of("KEY", "sk-secret-value".toCharArray());

    @Test
    void knows_what_is_usual_for_local_servers() {
        for (var server : new OpenAi[] {
            OpenAi.vllm("http://localhost:8000/v1"),
            OpenAi.ollama("http://localhost:8000/v1"),
            OpenAi.trtllm("http://localhost:8000/v1/")
        }) {
            var card = server.model("qwen3-32b").card();
            assertThat(card.id()).isEqualTo("qwen3-32b");
            assertThat(card.wireName()).isEqualTo("qwen3-32b");
            assertThat(card.provider()).isEqualTo("openai");
            assertThat(card.endpoint()).isEqualTo("http://localhost:8000/v1");
            assertThat(card.residency()).isEqualTo(Residency.LOCAL);
            assertThat(card.price()).isEqualTo(Price.FREE);
            assertThat(card.capabilities()).containsExactlyInAnyOrder(Capability.TOOLS, Capability.JSON_SCHEMA);
        }
    }

    @Test
    void assumes_nothing_cheap_or_safe_of_others() {
        var openai = OpenAi.openai(KEY).model("gpt-5-mini").card();
        assertThat(openai.endpoint()).isEqualTo("https://api.openai.com/v1");
        assertThat(openai.residency()).isEqualTo(Residency.CLOUD);
        assertThat(openai.price()).isEqualTo(Price.UNKNOWN);
        assertThat(openai.capabilities()).containsExactlyInAnyOrder(Capability.TOOLS, Capability.JSON_SCHEMA);
        var other = OpenAi.at("https://example.com").model("m").card();
        assertThat(other.endpoint()).isEqualTo("https://example.com/");
        assertThat(other.residency()).isEqualTo(Residency.CLOUD);
        assertThat(other.price()).isEqualTo(Price.UNKNOWN);
        assertThat(other.capabilities()).isEmpty();
    }

    @Test
    void knows_where_services_are() {
        var addresses = Map.of(
                OpenAi.openRouter(KEY), "https://openrouter.ai/api/v1",
                OpenAi.mistral(KEY), "https://api.mistral.ai/v1",
                OpenAi.xai(KEY), "https://api.x.ai/v1",
                OpenAi.deepSeek(KEY), "https://api.deepseek.com/",
                OpenAi.groq(KEY), "https://api.groq.com/openai/v1",
                OpenAi.litellm("https://proxy.example/v1", KEY), "https://proxy.example/v1");
        addresses.forEach((service, address) -> {
            var card = service.model("m").card();
            assertThat(card.endpoint()).isEqualTo(address);
            assertThat(card.residency()).isEqualTo(Residency.CLOUD);
            assertThat(card.price()).isEqualTo(Price.UNKNOWN);
            assertThat(card.capabilities()).contains(Capability.TOOLS);
        });
        assertThat(OpenAi.mistral(KEY).model("m").card().capabilities()).contains(Capability.JSON_SCHEMA);
        assertThat(OpenAi.deepSeek(KEY).model("m").card().capabilities()).containsExactly(Capability.TOOLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:4000/v1", "http://127.0.0.1:4000", "http://[::1]:4000"})
    void sends_a_key_to_this_machine_in_the_open_since_nobody_reads_it_there(String url) {
        assertThat(OpenAi.litellm(url, KEY).model("m").card().residency()).isEqualTo(Residency.CLOUD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost.example:4000/v1", "http://10.0.0.1:4000", "http://8.8.8.8"})
    void does_not_take_other_machines_for_this_one(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenAi.litellm(url, KEY).model("m"))
                .withMessageContaining("over plain http");
    }

    @Test
    void takes_a_card_of_ones_own() {
        var price = Price.perMillionTokens(Money.of("EUR", "1"), Money.of("EUR", "2"));
        var card = OpenAi.at("https://example.com/v1")
                .model(
                        "mine",
                        start -> start.wireName("theirs")
                                .endpoint("https://elsewhere.example")
                                .residency(Residency.ON_PREMISES)
                                .contextTokens(32_768)
                                .price(price))
                .card();
        assertThat(card.id()).isEqualTo("mine");
        assertThat(card.wireName()).isEqualTo("theirs");
        assertThat(card.endpoint()).isEqualTo("https://example.com/v1");
        assertThat(card.residency()).isEqualTo(Residency.ON_PREMISES);
        assertThat(card.contextTokens()).isEqualTo(32_768);
        assertThat(card.price()).isEqualTo(price);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost:8000", "ftp://a/v1", "http://user:pass@a/v1", "http://a/../v1", "http://127.1/v1"
            })
    void refuses_an_address_that_is_not_plain(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> OpenAi.vllm(url));
    }

    @Test
    void refuses_an_address_with_a_query() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenAi.at("https://a.example/v1?key=x"))
                .withMessageContaining("has no query");
    }

    @Test
    void refuses_a_key_that_no_header_can_carry_and_does_not_show_it() {
        for (var value : new String[] {"", "sk-se cret", "sk-sec\nret", "sk-secré"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OpenAi.openai(Secret.of("KEY", value.toCharArray())))
                    .withMessage("secret 'KEY' is empty or has characters that a header cannot carry");
        }
    }

    @Test
    void refuses_to_send_a_key_to_the_cloud_in_the_open() {
        var server = OpenAi.at("http://models.example/v1").key(KEY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.model("m"))
                .withMessage(
                        "secret 'KEY' cannot be sent to http://models.example/v1 over plain http; use https, or say "
                                + "that the server is local");
        assertThat(server.model("m", card -> card.residency(Residency.ON_PREMISES))
                        .card()
                        .residency())
                .isEqualTo(Residency.ON_PREMISES);
        assertThat(OpenAi.at("http://models.example/v1").model("m").card().residency())
                .isEqualTo(Residency.CLOUD);
    }

    @Test
    void shows_where_it_is_and_nothing_secret() {
        assertThat(OpenAi.openai(KEY)).hasToString("OpenAi at https://api.openai.com/v1");
        assertThat(OpenAi.openai(KEY).model("gpt")).hasToString("model 'gpt' at https://api.openai.com/v1");
    }

    @Test
    void a_server_that_stays_silent_is_given_up_before_the_deadline() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var model = OpenAi.at("http://127.0.0.1:" + silent.getLocalPort())
                    .silence(Duration.ofMillis(50), Duration.ofSeconds(1))
                    .model("m", card -> card.residency(Residency.LOCAL));

            assertThat(model.chat(ChatRequest.of(Message.user("hi")), TestContext.forAMinute()))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TIMEOUT));
        }
    }
}
