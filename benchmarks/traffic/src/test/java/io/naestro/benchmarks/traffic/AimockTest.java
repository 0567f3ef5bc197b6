package io.naestro.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatRequest.ToolOffer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResponse.Finish;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.providers.anthropic.Anthropic;
import io.naestro.providers.gemini.Gemini;
import io.naestro.providers.openai.OpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The adapters against {@code @copilotkit/aimock}, somebody else's server for the protocols of all providers. It runs
 * where Node 20 and npm are there and npm can reach its registry, and is skipped with the reason where not. Its counts
 * of tokens are not looked at: it gives none on some surfaces.
 */
class AimockTest {
    private static final String VERSION = "1.43.0";
    private static final String LISTENING = "listening on ";
    private static final Path FOLDER = Path.of("target", "aimock");
    private static final Secret KEY = Secret.of("AIMOCK_KEY", "never-checked".toCharArray());
    private static final String FIXTURES = """
            {"fixtures": [
              {"match": {"userMessage": "hello"}, "response": {"content": "Hi there, how are you today, 漢字?"}},
              {"match": {"userMessage": "weather"},
               "response": {"toolCalls": [{"name": "get_weather", "arguments": {"city": "Berlin", "days": 3}}]}},
              {"match": {"userMessage": "limit"}, "response": {"status": 429,
               "error": {"message": "slow down", "type": "rate_limit_error", "code": "rate_limit_exceeded"}}},
              {"match": {"userMessage": "broken"}, "response": {"status": 500,
               "error": {"message": "it broke", "type": "server_error"}}}]}
            """;
    private static final ToolOffer WEATHER = new ToolOffer(
            "get_weather",
            "Tells the weather.",
            Json.object()
                    .with("type", "object")
                    .with("properties", Json.object().with("city", Json.object().with("type", "string"))));

    private static Process server;
    private static String url;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("fixtures.json"), FIXTURES);
        var program = FOLDER.resolve("node_modules/@copilotkit/aimock/dist/cli.js");
        if (!Files.exists(program)) {
            Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
            run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "@copilotkit/aimock@" + VERSION);
        }
        server = process("node", FOLDER.relativize(program).toString(), "-p", "0", "-f", "fixtures.json");
        while (url == null) {
            var line = server.inputReader().readLine();
            if (line == null) {
                abort("aimock does not start: it ends with " + server.waitFor());
            }
            url = line.contains(LISTENING) ? line.substring(line.indexOf(LISTENING) + LISTENING.length()) : null;
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = process(command);
        process.getInputStream().readAllBytes();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            abort(String.join(" ", command) + " does not work here, so aimock cannot be had");
        }
    }

    private static Process process(String... command) {
        try {
            return new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return abort(command[0] + " is not there: " + e.getMessage());
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.destroy();
        }
    }

    static Stream<Arguments> models() {
        return Stream.of(false, true).flatMap(streamed -> {
            UnaryOperator<ModelCard.Builder> card = builder -> builder.residency(Residency.LOCAL)
                    .capabilities(streamed ? new Capability[] {Capability.STREAMING} : new Capability[0]);
            return Stream.of(
                            Arguments.of(
                                    "openai", OpenAi.at(url + "/v1").key(KEY).model("gpt-x", card)),
                            Arguments.of("vllm", OpenAi.vllm(url + "/v1").model("qwen", card)),
                            Arguments.of("ollama", OpenAi.ollama(url + "/v1").model("llama", card)),
                            Arguments.of(
                                    "anthropic", Anthropic.with(KEY).at(url).model("claude-x", card)),
                            Arguments.of(
                                    "gemini",
                                    Gemini.with(KEY).at(url + "/v1beta").model("gemini-x", card)))
                    .map(all -> Arguments.of(all.get()[0] + (streamed ? ", streamed" : ""), all.get()[1]));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void reads_text(String name, ChatModel model) {
        assertThat(model.chat(ChatRequest.of(Message.user("hello")), new ReplayContext()))
                .isInstanceOfSatisfying(ChatResponse.class, answer -> {
                    assertThat(answer.text()).isEqualTo("Hi there, how are you today, 漢字?");
                    assertThat(answer.finish()).isEqualTo(Finish.STOP);
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void reads_tool_calls(String name, ChatModel model) {
        var request = ChatRequest.of(Message.user("weather")).withTools(List.of(WEATHER));

        assertThat(model.chat(request, new ReplayContext())).isInstanceOfSatisfying(ChatResponse.class, answer -> {
            assertThat(answer.finish()).isEqualTo(Finish.TOOL_USE);
            assertThat(answer.toolUses()).singleElement().satisfies(use -> {
                assertThat(use.tool()).isEqualTo("get_weather");
                assertThat(use.arguments())
                        .isEqualTo(Json.object().with("city", "Berlin").with("days", Json.of(3)));
            });
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void reads_failures(String name, ChatModel model) {
        assertFailure(model, "limit", Kind.RATE_LIMITED);
        assertFailure(model, "broken", Kind.SERVER_FAULT);
    }

    private static void assertFailure(ChatModel model, String word, Kind kind) {
        assertThat(model.chat(ChatRequest.of(Message.user(word)), new ReplayContext()))
                .isInstanceOfSatisfying(
                        ModelFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
