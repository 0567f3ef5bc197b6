package io.naestro.providers.openai;

import io.naestro.base.WebAddress;
import io.naestro.model.ChatModel;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.providers.http.Patience;
import io.naestro.providers.http.Sending;
import io.naestro.providers.http.Server;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.SystemTime;
import io.naestro.providers.http.Transport;
import io.naestro.run.TimeSource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's protocol, and the models behind it:
 *
 * <pre>{@code
 * ChatModel qwen = OpenAi.vllm("http://localhost:8000/v1").model("qwen3-32b");
 * ChatModel gpt = OpenAi.openai(key).model("gpt-5-mini", card -> card.contextTokens(400_000).price(price));
 * ChatModel live = OpenAi.groq(key).model("gpt-oss-120b", card -> card.capabilities(TOOLS, STREAMING));
 * EmbeddingModel vectors = OpenAi.vllm("http://localhost:8001/v1").embeddings("bge-m3");
 * }</pre>
 *
 * <p>The address is the one to which {@code /chat/completions} is added. A model whose card has the capability
 * {@code STREAMING} streams, and gives each piece of text to the call's sink as {@code {"text": ...}}. The models of
 * one instance share connections. They send one request for each call and never repeat it, follow no redirects, use no
 * proxy unless the host hands in a client that has one, and take answers of at most 16 MiB. The call's deadline is the
 * only limit on time besides the client's own for connecting (10 seconds unless the host hands in another client).
 */
public final class OpenAi {
    private WebAddress address;
    private final Dialect dialect;
    private OkHttpClient client;
    private TimeSource time = SystemTime.INSTANCE;
    private Patience patience = Patience.UNTIL_DEADLINE;
    private @Nullable Secret key;
    private boolean responses;

    private OpenAi(String url, Dialect dialect) {
        address = Server.address(url);
        this.dialect = dialect;
        client = dialect.client();
    }

    /**
     * A vLLM server on this machine or its private network: local, free, with tools and JSON schemas, no key.
     *
     * @param url its address, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public static OpenAi vllm(String url) {
        return new OpenAi(url, Dialect.VLLM);
    }

    /**
     * An Ollama server on this machine or its private network: local, free, with tools and JSON schemas, no key.
     *
     * @param url its address, such as {@code http://localhost:11434/v1}
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public static OpenAi ollama(String url) {
        return new OpenAi(url, Dialect.OLLAMA);
    }

    /**
     * A TensorRT-LLM server ({@code trtllm-serve}) on this machine or its private network: local, free, with tools and
     * JSON schemas, no key.
     *
     * @param url its address, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public static OpenAi trtllm(String url) {
        return new OpenAi(url, Dialect.TRTLLM);
    }

    /**
     * OpenAI's own service: in the cloud, at an unknown price unless set, with tools and JSON schemas.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi openai(Secret key) {
        return of(Dialect.OPENAI, key);
    }

    /**
     * OpenRouter, which says what each answer cost: in the cloud, at an unknown price unless set, with tools and JSON
     * schemas.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi openRouter(Secret key) {
        return of(Dialect.OPENROUTER, key);
    }

    /**
     * A LiteLLM proxy, which says what each answer cost: in the cloud, since what it is sent goes on to where its own
     * models are, at an unknown price unless set, with tools and JSON schemas.
     *
     * @param url its address, such as {@code http://localhost:4000/v1}
     * @param key its key
     * @throws IllegalArgumentException if it is not a plain http or https address, or the key cannot be sent
     */
    public static OpenAi litellm(String url, Secret key) {
        return new OpenAi(url, Dialect.LITELLM).key(key);
    }

    /**
     * Mistral's service: in the cloud, at an unknown price unless set, with tools and JSON schemas.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi mistral(Secret key) {
        return of(Dialect.MISTRAL, key);
    }

    /**
     * xAI's service, which says what each answer cost: in the cloud, at an unknown price unless set, with tools and
     * JSON schemas.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi xai(Secret key) {
        return of(Dialect.XAI, key);
    }

    /**
     * DeepSeek's service: in the cloud, at an unknown price unless set, with tools.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi deepSeek(Secret key) {
        return of(Dialect.DEEPSEEK, key);
    }

    /**
     * Groq's service: in the cloud, at an unknown price unless set, with tools and JSON schemas.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static OpenAi groq(Secret key) {
        return of(Dialect.GROQ, key);
    }

    /**
     * Any other server. Nothing is assumed of it: in the cloud, at an unknown price, without capabilities, no key.
     *
     * @param url its address
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public static OpenAi at(String url) {
        return new OpenAi(url, Dialect.OTHER);
    }

    private static OpenAi of(Dialect service, Secret key) {
        return new OpenAi(service.address(), service).key(key);
    }

    /**
     * Sets the key that is sent as a bearer token.
     *
     * @param secret the key; none unless set
     * @throws IllegalArgumentException if it is empty or has characters that a header cannot carry
     */
    public OpenAi key(Secret secret) {
        key = Server.sendable(secret);
        return this;
    }

    /**
     * Sets another address, such as that of a region or a gateway.
     *
     * @param url the address to which {@code /chat/completions} and the like are added; the service's own unless set
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public OpenAi address(String url) {
        address = Server.address(url);
        return this;
    }

    /**
     * Sets the host's own client, for its proxy, TLS, name resolution, interceptors and connection pool. What is set
     * here stays so: no redirects, no limits on time but the one for connecting, no limits on calls at once; and models
     * whose card says local are always connected directly.
     *
     * @param own the client; one with OkHttp's defaults and no proxy unless set
     */
    public OpenAi client(OkHttpClient own) {
        client = own;
        return this;
    }

    /**
     * Sets the clock by which deadlines and dates of the server are read.
     *
     * @param source the clock; the system's unless set
     */
    public OpenAi time(TimeSource source) {
        time = source;
        return this;
    }

    /**
     * Sets how long the server may be silent before a call is given up as {@code TIMEOUT}. The call's deadline holds
     * beside it.
     *
     * @param firstByte how long until an answer begins, connecting included; a day unless set
     * @param idle how long between the bytes of an answer, where comments in a stream count; a day unless set
     * @throws IllegalArgumentException if one is not positive, or longer than a day
     */
    public OpenAi silence(Duration firstByte, Duration idle) {
        patience = new Patience(firstByte, idle);
        return this;
    }

    /**
     * Asks over the Responses API instead of Chat Completions, where the server has it. The server is told to keep
     * nothing; the conversation is sent whole each time. There is no seed, and no audio.
     */
    public OpenAi overResponses() {
        responses = true;
        return this;
    }

    /**
     * A model of the server with the card that is usual for it.
     *
     * @param name the name by which the server knows it, and its id
     * @throws IllegalArgumentException if a key would be sent to the cloud over plain http
     */
    public ChatModel model(String name) {
        return model(name, UnaryOperator.identity());
    }

    /**
     * A model of the server with a card of one's own.
     *
     * @param id its id, and the name by which the server knows it unless the card sets a {@code wireName}
     * @param card changes what is usual; unless set, 8,192 tokens of context and 1,024 of output are assumed
     * @throws IllegalArgumentException if a key would be sent to the cloud over plain http
     */
    public ChatModel model(String id, UnaryOperator<ModelCard.Builder> card) {
        var built = card(id, builder -> card.apply(builder.capabilities(dialect.capabilities())));
        var shown = new Shown(key);
        var surface = responses
                ? new Responses(dialect, shown, built.wireName())
                : new ChatCompletions(dialect, shown, built.wireName());
        return new OpenAiChatModel(built, dialect, surface, transport(built), time, shown);
    }

    /**
     * An embedding model of the server with the card that is usual for it.
     *
     * @param name the name by which the server knows it, and its id
     * @throws IllegalArgumentException if a key would be sent to the cloud over plain http
     */
    public EmbeddingModel embeddings(String name) {
        return embeddings(name, UnaryOperator.identity());
    }

    /**
     * An embedding model of the server with a card of one's own. All texts of a call go out in one request, whose
     * answer may hold a million numbers: those of some 600 texts at 1,536 dimensions.
     *
     * @param id its id, and the name by which the server knows it unless the card sets a {@code wireName}
     * @param card changes what is usual: no capabilities, 8,192 tokens of context
     * @throws IllegalArgumentException if a key would be sent to the cloud over plain http
     */
    public EmbeddingModel embeddings(String id, UnaryOperator<ModelCard.Builder> card) {
        var built = card(id, card);
        return new OpenAiEmbeddingModel(built, transport(built), time, new Shown(key));
    }

    /**
     * Asks the server which models it has, and how large their contexts are where it says so:
     *
     * <pre>{@code
     * if (vllm.served(Duration.ofSeconds(5)) instanceof Served.Models served) {
     *     var first = served.all().getFirst();
     *     var model = vllm.model(first.name(), card -> card.contextTokens(first.contextTokens()));
     * }
     * }</pre>
     *
     * <p>For the start of a program: no engine is in between.
     *
     * @param atMost how long to wait
     * @throws IllegalArgumentException if a key would be sent to the cloud over plain http
     */
    public Served served(Duration atMost) {
        var card = card("models", UnaryOperator.identity());
        var shown = new Shown(key);
        var discovery = new Discovery(new Classifier(shown), time);
        var result = new Sending(card, transport(card), time, shown).get("/models", discovery, atMost);
        return result instanceof ModelFailure failure
                ? new Served.Unknown(failure)
                : new Served.Models(discovery.models());
    }

    private ModelCard card(String id, UnaryOperator<ModelCard.Builder> card) {
        var start = ModelCard.named(id)
                .provider("openai")
                .residency(dialect.residency())
                .price(dialect.price());
        var built = card.apply(start).endpoint(address.toString()).build();
        if (key != null && !isThisMachine()) {
            Server.requireSafe(key, address, built);
        }
        return built;
    }

    /** The address; never the key. */
    @Override
    public String toString() {
        return "OpenAi at " + address;
    }

    private Transport transport(ModelCard card) {
        return Transport.to(
                        address,
                        new Transport.Key("Authorization", "Bearer ", key),
                        Map.of(),
                        client,
                        time,
                        card.residency() == Residency.LOCAL)
                .with(patience);
    }

    /** What is sent to this machine itself is read by nobody on the way. */
    private boolean isThisMachine() {
        var host = address.host();
        return host.address()
                .map(InetAddress::isLoopbackAddress)
                .orElse(host.toString().equals("localhost"));
    }
}
