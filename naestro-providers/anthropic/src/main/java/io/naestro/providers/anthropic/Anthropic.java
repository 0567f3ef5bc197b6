package io.naestro.providers.anthropic;

import io.naestro.base.WebAddress;
import io.naestro.model.Capability;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import io.naestro.providers.http.Patience;
import io.naestro.providers.http.Server;
import io.naestro.providers.http.Shown;
import io.naestro.providers.http.SystemTime;
import io.naestro.providers.http.Transport;
import io.naestro.run.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/**
 * Anthropic's Messages API, and the chat models behind it:
 *
 * <pre>{@code
 * ChatModel claude = Anthropic.with(key).model("claude-sonnet-4-6");
 * ChatModel opus = Anthropic.with(key).model("claude-opus-4-6", card -> card.contextTokens(200_000)
 *         .maxOutputTokens(32_000).efforts("low", "medium", "high").price(price));
 * }</pre>
 *
 * <p>The models of one instance share connections. They send one request for each call and never repeat it, follow no
 * redirects, use no proxy unless the host hands in a client that has one, and take answers of at most 16 MiB. The
 * call's deadline is the only limit on time besides the client's own for connecting (10 seconds unless the host hands
 * in another client). A model whose card has {@link Capability#STREAMING} streams, and gives each piece of text to the
 * call's sink as {@code {"text": ...}}.
 */
public final class Anthropic {
    private static final String ADDRESS = "https://api.anthropic.com";
    private static final String VERSION = "2023-06-01";

    private final Secret key;
    private WebAddress address = Server.address(ADDRESS);
    private OkHttpClient client = Server.client();
    private TimeSource time = SystemTime.INSTANCE;
    private Patience patience = Patience.UNTIL_DEADLINE;

    private Anthropic(Secret key) {
        this.key = key;
    }

    /**
     * Anthropic's own service.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static Anthropic with(Secret key) {
        return new Anthropic(Server.sendable(key));
    }

    /**
     * Sets the address of another server that speaks the same.
     *
     * @param url the address to which {@code /v1/messages} is added; {@code https://api.anthropic.com} unless set
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public Anthropic at(String url) {
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
    public Anthropic client(OkHttpClient own) {
        client = own;
        return this;
    }

    /**
     * Sets the clock by which deadlines and dates of the server are read.
     *
     * @param source the clock; the system's unless set
     */
    public Anthropic time(TimeSource source) {
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
    public Anthropic silence(Duration firstByte, Duration idle) {
        patience = new Patience(firstByte, idle);
        return this;
    }

    /**
     * A model with the card that is usual for Anthropic's.
     *
     * @param name the name by which the server knows it, and its id
     * @throws IllegalArgumentException if the key would be sent to the cloud over plain http
     */
    public ChatModel model(String name) {
        return model(name, UnaryOperator.identity());
    }

    /**
     * A model with a card of one's own.
     *
     * @param id its id, and the name by which the server knows it unless the card sets a {@code wireName}
     * @param card changes what is usual: in the cloud, at an unknown price, with 200,000 tokens of context and 8,192 of
     *     output, and with tools, JSON schemas, vision and streaming
     * @throws IllegalArgumentException if the key would be sent to the cloud over plain http
     */
    public ChatModel model(String id, UnaryOperator<ModelCard.Builder> card) {
        var start = ModelCard.named(id)
                .provider("anthropic")
                .contextTokens(200_000)
                .maxOutputTokens(8_192)
                .capabilities(Capability.TOOLS, Capability.JSON_SCHEMA, Capability.VISION, Capability.STREAMING);
        var built = card.apply(start).endpoint(address.toString()).build();
        Server.requireSafe(key, address, built);
        var transport = Transport.to(
                        address,
                        new Transport.Key("x-api-key", "", key),
                        Map.of("anthropic-version", VERSION),
                        client,
                        time,
                        built.residency() == Residency.LOCAL)
                .with(patience);
        return new AnthropicChatModel(built, transport, time, new Shown(key));
    }

    /** The address; never the key. */
    @Override
    public String toString() {
        return "Anthropic at " + address;
    }
}
