package io.naestro.providers.http;

import io.naestro.base.WebAddress;
import io.naestro.json.InputException;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import io.naestro.policy.Secret;
import java.net.Proxy;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** What the entry points of adapters check and start with. */
public final class Server {
    private static final int MOST_IDLE = 32;

    private Server() {}

    /**
     * The address of a server, without a slash at its end.
     *
     * @param url its text
     * @throws IllegalArgumentException if it is not a plain http or https address
     */
    public static WebAddress address(String url) {
        var address = parse(url);
        if (!address.query().isEmpty()) {
            throw new IllegalArgumentException("the address of a server has no query: '" + url + "'");
        }
        var path = address.path();
        return path.endsWith("/") && path.length() > 1
                ? new WebAddress(
                        address.scheme(), address.host(), address.port(), path.substring(0, path.length() - 1), "")
                : address;
    }

    /** A new client for a cloud, with connections of its own, which are kept for five idle minutes. */
    public static OkHttpClient client() {
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(MOST_IDLE, 5, TimeUnit.MINUTES))
                .build();
    }

    /**
     * A key that a header can carry.
     *
     * @param secret the key
     * @throws IllegalArgumentException if it is empty or has characters that a header cannot carry
     */
    public static Secret sendable(Secret secret) {
        if (!secret.use(Server::isSendable)) {
            throw new IllegalArgumentException(
                    "secret '" + secret.name() + "' is empty or has characters that a header cannot carry");
        }
        return secret;
    }

    /**
     * Refuses to send a key where others may read it.
     *
     * @param key the key
     * @param address the server
     * @param card the model
     * @throws IllegalArgumentException if it would be sent to the cloud over plain http
     */
    public static void requireSafe(Secret key, WebAddress address, ModelCard card) {
        if (address.scheme().equals("http") && card.residency() == Residency.CLOUD) {
            throw new IllegalArgumentException("secret '" + key.name() + "' cannot be sent to " + address
                    + " over plain http; use https, or say that the server is local");
        }
    }

    private static WebAddress parse(String url) {
        try {
            return WebAddress.of(url);
        } catch (InputException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static boolean isSendable(CharSequence key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
