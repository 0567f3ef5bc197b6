package io.naestro.providers.openai;

import io.naestro.model.Capability;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** How servers differ in what they expect, and what is usual for their models. */
enum Dialect {
    VLLM(true, "max_tokens", false),
    OLLAMA(true, "max_tokens", false),
    TRTLLM(true, "max_tokens", false),
    /** OpenAI wants {@code max_completion_tokens} for its reasoning models, and schemas that require all they name. */
    OPENAI(false, "max_completion_tokens", true),
    OTHER(false, "max_tokens", true);

    /** Uvicorn, under vLLM and TensorRT-LLM, drops idle connections after 5 seconds; a reused one would break. */
    private static final Duration LOCAL_KEEP_ALIVE = Duration.ofSeconds(4);

    /** OkHttp's own default. It probes connections that were idle for longer than 10 seconds before it uses them. */
    private static final Duration CLOUD_KEEP_ALIVE = Duration.ofMinutes(5);

    private static final int MOST_IDLE = 32;

    private final boolean local;
    private final String outputLimit;
    private final boolean wholeSchemas;

    Dialect(boolean local, String outputLimit, boolean wholeSchemas) {
        this.local = local;
        this.outputLimit = outputLimit;
        this.wholeSchemas = wholeSchemas;
    }

    /** The name of the limit on output tokens. */
    String outputLimit() {
        return outputLimit;
    }

    /** Whether strict schemas must require every property and allow no others. */
    boolean wholeSchemas() {
        return wholeSchemas;
    }

    Residency residency() {
        return local ? Residency.LOCAL : Residency.CLOUD;
    }

    Price price() {
        return local ? Price.FREE : Price.UNKNOWN;
    }

    Capability[] capabilities() {
        return this == OTHER ? new Capability[0] : new Capability[] {Capability.TOOLS, Capability.JSON_SCHEMA};
    }

    /** A new client with connections of its own. */
    OkHttpClient client() {
        var keepAlive = local ? LOCAL_KEEP_ALIVE : CLOUD_KEEP_ALIVE;
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(MOST_IDLE, keepAlive.toSeconds(), TimeUnit.SECONDS))
                .build();
    }
}
