package io.naestro.benchmarks.providers;

import dev.langchain4j.model.openai.OpenAiChatModel;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.providers.openai.OpenAi;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.Okio;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call, whole or as a stream of 1,000 tokens, against one server in a process of its own: Naestro, OkHttp alone
 * with one JSON parse (or reading the bytes alone), and LangChain4j's client for OpenAI.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CallBenchmark {
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final OkHttpClient client = new OkHttpClient();
    private final ModelServer server = ModelServer.start();
    private final String url = server.url("/v1");
    private final String tokensUrl = server.url("/tokens/v1");
    private final ChatModel whole;
    private final ChatModel streaming;
    private final ChatModel tokens;
    private final OpenAiChatModel langchain;

    /** For the JMH harness: starts the server and makes the models. */
    public CallBenchmark() {
        whole = OpenAi.at(url).model("m");
        streaming = OpenAi.at(url).model("m", card -> card.capabilities(Capability.STREAMING));
        tokens = OpenAi.at(tokensUrl).model("m", card -> card.capabilities(Capability.STREAMING));
        langchain = OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("m")
                .timeout(Duration.ofHours(1))
                .maxRetries(0)
                .build();
    }

    /** Ends the server. */
    @TearDown
    public void stop() {
        server.close();
    }

    /** Naestro's adapter. */
    @Benchmark
    public String naestro() {
        return Parts.text(whole.chat(Parts.REQUEST, new Parts.Context(delta -> {})));
    }

    /** OkHttp and one JSON parse. */
    @Benchmark
    public String okHttp() throws IOException {
        try (var response = client.newCall(Parts.raw(url, false)).execute()) {
            return mapper.readTree(response.body().bytes())
                    .at("/choices/0/message/content")
                    .asString();
        }
    }

    /** LangChain4j's adapter. */
    @Benchmark
    public String langchain4j() {
        return langchain.chat(Parts.QUESTION);
    }

    /** Naestro's adapter, streamed, each delta looked at. */
    @Benchmark
    public String naestroStream(Blackhole hole) {
        return Parts.text(streaming.chat(Parts.REQUEST, new Parts.Context(hole::consume)));
    }

    /** The bytes of the same stream, read and dropped. */
    @Benchmark
    public long okHttpStream() throws IOException {
        return read(url);
    }

    /** Naestro's adapter, where the server sends each token by itself, as servers do that make one after the other. */
    @Benchmark
    public String naestroTokens(Blackhole hole) {
        return Parts.text(tokens.chat(Parts.REQUEST, new Parts.Context(hole::consume)));
    }

    /** The bytes of the same tokens, read and dropped. */
    @Benchmark
    public long okHttpTokens() throws IOException {
        return read(tokensUrl);
    }

    private long read(String from) throws IOException {
        try (var response = client.newCall(Parts.raw(from, true)).execute()) {
            return response.body().source().readAll(Okio.blackhole());
        }
    }
}
