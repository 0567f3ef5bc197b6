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
    VLLM("", "max_tokens", "seed", Schemas.AS_GIVEN, true, Cost.UNTOLD),
    OLLAMA("", "max_tokens", "seed", Schemas.AS_GIVEN, true, Cost.UNTOLD),
    TRTLLM("", "max_tokens", "seed", Schemas.AS_GIVEN, true, Cost.UNTOLD),
    /** OpenAI wants {@code max_completion_tokens} for its reasoning models. */
    OPENAI("https://api.openai.com/v1", "max_completion_tokens", "seed", Schemas.WHOLE, true, Cost.UNTOLD),
    OPENROUTER("https://openrouter.ai/api/v1", "max_tokens", "seed", Schemas.WHOLE, true, Cost.OPENROUTER),
    LITELLM("", "max_tokens", "seed", Schemas.WHOLE, true, Cost.LITELLM),
    /** Mistral's requests have no {@code stream_options}; the last chunk of a stream counts tokens anyway. */
    MISTRAL("https://api.mistral.ai/v1", "max_tokens", "random_seed", Schemas.WHOLE, false, Cost.UNTOLD),
    XAI("https://api.x.ai/v1", "max_completion_tokens", "seed", Schemas.WHOLE, true, Cost.XAI),
    /** DeepSeek's requests have no seed, and no schemas but {@code json_object}, which promises none. */
    DEEPSEEK("https://api.deepseek.com", "max_tokens", "", Schemas.NONE, true, Cost.UNTOLD),
    GROQ("https://api.groq.com/openai/v1", "max_completion_tokens", "seed", Schemas.WHOLE, true, Cost.UNTOLD),
    OTHER("", "max_tokens", "seed", Schemas.WHOLE, true, Cost.UNTOLD);

    /** What JSON schemas of answers a server takes. */
    enum Schemas {
        /** None. */
        NONE,
        /** Any. */
        AS_GIVEN,
        /** Strict ones must require every property and allow no others. */
        WHOLE
    }

    /** Uvicorn, under vLLM and TensorRT-LLM, drops idle connections after 5 seconds; a reused one would break. */
    private static final Duration LOCAL_KEEP_ALIVE = Duration.ofSeconds(4);

    /** OkHttp's own default. It probes connections that were idle for longer than 10 seconds before it uses them. */
    private static final Duration CLOUD_KEEP_ALIVE = Duration.ofMinutes(5);

    private static final int MOST_IDLE = 32;

    private final String address;
    private final String outputLimit;
    private final String seed;
    private final Schemas schemas;
    private final boolean asksForUsage;
    private final Cost cost;

    Dialect(String address, String outputLimit, String seed, Schemas schemas, boolean asksForUsage, Cost cost) {
        this.address = address;
        this.outputLimit = outputLimit;
        this.seed = seed;
        this.schemas = schemas;
        this.asksForUsage = asksForUsage;
        this.cost = cost;
    }

    /** The base address of a service; empty where hosts run the server themselves. */
    String address() {
        return address;
    }

    /** The name of the limit on output tokens. */
    String outputLimit() {
        return outputLimit;
    }

    /** The name of the seed; empty where there is none. */
    String seed() {
        return seed;
    }

    Schemas schemas() {
        return schemas;
    }

    /** Whether streams count tokens only when {@code stream_options} ask for it. */
    boolean asksForUsage() {
        return asksForUsage;
    }

    Cost cost() {
        return cost;
    }

    Residency residency() {
        return isLocal() ? Residency.LOCAL : Residency.CLOUD;
    }

    Price price() {
        return isLocal() ? Price.FREE : Price.UNKNOWN;
    }

    Capability[] capabilities() {
        return switch (this) {
            case OTHER -> new Capability[0];
            case DEEPSEEK -> new Capability[] {Capability.TOOLS};
            default -> new Capability[] {Capability.TOOLS, Capability.JSON_SCHEMA};
        };
    }

    private boolean isLocal() {
        return this == VLLM || this == OLLAMA || this == TRTLLM;
    }

    /** A new client with connections of its own. */
    OkHttpClient client() {
        var keepAlive = isLocal() ? LOCAL_KEEP_ALIVE : CLOUD_KEEP_ALIVE;
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(MOST_IDLE, keepAlive.toSeconds(), TimeUnit.SECONDS))
                .build();
    }
}
