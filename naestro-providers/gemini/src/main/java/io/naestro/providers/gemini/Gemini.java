package io.naestro.providers.gemini;

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
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;

/**
 * Google's Gemini API, and the chat models behind it:
 *
 * <pre>{@code
 * ChatModel flash = Gemini.with(key).model("gemini-2.5-flash");
 * ChatModel pro = Gemini.with(key).model("gemini-3-pro-preview", card -> card.efforts("low", "high").price(price));
 * }</pre>
 *
 * <p>The models of one instance share connections. They send one request for each call and never repeat it, follow no
 * redirects, use no proxy unless the host hands in a client that has one, and take answers of at most 16 MiB. The
 * call's deadline is the only limit on time besides the client's own for connecting (10 seconds unless the host hands
 * in another client). A model whose card has {@link Capability#STREAMING} streams, and gives each piece of text to the
 * call's sink as {@code {"text": ...}}.
 */
public final class Gemini {
    private static final String ADDRESS = "https://generativelanguage.googleapis.com/v1beta";
    private static final String MODELS = "/models/";
    private static final String PREFIX = "models/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private final Secret key;
    private final Signatures signatures = new Signatures();
    private WebAddress address = Server.address(ADDRESS);
    private OkHttpClient client = Server.client();
    private TimeSource time = SystemTime.INSTANCE;
    private Patience patience = Patience.UNTIL_DEADLINE;

    private Gemini(Secret key) {
        this.key = key;
    }

    /**
     * Google's own service.
     *
     * @param key the API key
     * @throws IllegalArgumentException if the key cannot be sent
     */
    public static Gemini with(Secret key) {
        return new Gemini(Server.sendable(key));
    }

    /**
     * Sets the address of another server that speaks the same.
     *
     * @param url the address to which {@code /models/} and a model are added; the one of version {@code v1beta} unless
     *     set
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public Gemini at(String url) {
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
    public Gemini client(OkHttpClient own) {
        client = own;
        return this;
    }

    /**
     * Sets the clock by which deadlines and dates of the server are read.
     *
     * @param source the clock; the system's unless set
     */
    public Gemini time(TimeSource source) {
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
    public Gemini silence(Duration firstByte, Duration idle) {
        patience = new Patience(firstByte, idle);
        return this;
    }

    /**
     * A model with the card that is usual for Google's.
     *
     * @param name the name by which the server knows it, and its id
     * @throws IllegalArgumentException if the name cannot be one, or the key would be sent to the cloud over plain http
     */
    public ChatModel model(String name) {
        return model(name, UnaryOperator.identity());
    }

    /**
     * A model with a card of one's own.
     *
     * @param id its id, and the name by which the server knows it unless the card sets a {@code wireName}
     * @param card changes what is usual: in the cloud, at an unknown price, with 1,048,576 tokens of context and 8,192
     *     of output, and with tools, JSON schemas, vision, audio and streaming
     * @throws IllegalArgumentException if the name cannot be one, or the key would be sent to the cloud over plain http
     */
    public ChatModel model(String id, UnaryOperator<ModelCard.Builder> card) {
        var start = ModelCard.named(id)
                .provider("gemini")
                .contextTokens(1_048_576)
                .maxOutputTokens(8_192)
                .capabilities(
                        Capability.TOOLS,
                        Capability.JSON_SCHEMA,
                        Capability.VISION,
                        Capability.AUDIO,
                        Capability.STREAMING);
        var built = card.apply(start).endpoint(address.toString()).build();
        Server.requireSafe(key, address, built);
        var transport = Transport.to(
                        address,
                        new Transport.Key("x-goog-api-key", "", key),
                        Map.of(),
                        client,
                        time,
                        built.residency() == Residency.LOCAL)
                .with(patience);
        return new GeminiChatModel(built, MODELS + name(built), transport, time, new Shown(key), signatures);
    }

    /** The name as a piece of a path; its characters are those that no path needs to escape. */
    private static String name(ModelCard card) {
        var name = card.wireName().startsWith(PREFIX) ? card.wireName().substring(PREFIX.length()) : card.wireName();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("model '" + card.id() + "': '" + name
                    + "' is no name of a model; allowed: letters, digits, '.', '_' and '-'");
        }
        return name;
    }

    /** The address; never the key. */
    @Override
    public String toString() {
        return "Gemini at " + address;
    }
}
