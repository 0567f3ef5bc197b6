package io.naestro.core.access;

import io.naestro.base.HostName;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.HttpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Sends one request and reads its answer. The host is resolved once, all its addresses are checked, and only these are
 * connected to, so that a second answer of a name server changes nothing.
 *
 * @param client the client
 * @param resolver finds addresses
 * @param rule which addresses are allowed
 */
record WebExchange(OkHttpClient client, HostResolver resolver, AddressRule rule) {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    /** What came back. */
    sealed interface Answer {}

    /**
     * A whole answer.
     *
     * @param reply the answer
     */
    record Whole(HttpReply reply) implements Answer {}

    /**
     * An answer that only points elsewhere.
     *
     * @param status its status
     * @param location where it points
     */
    record Elsewhere(int status, String location) implements Answer {}

    /**
     * Sends a request.
     *
     * @param message the request
     * @param maxBytes the most bytes of the answer's body
     * @param follows whether a redirect is wanted as such, without its body
     */
    Answer send(WebMessage message, long maxBytes, boolean follows) throws IOException {
        var addresses = addresses(message.address().host());
        var pinned = client.newBuilder().dns(host -> addresses).build();
        try (var response = pinned.newCall(message.request()).execute()) {
            var location = location(response);
            return follows && location.isPresent()
                    ? new Elsewhere(response.code(), location.get())
                    : new Whole(new HttpReply(
                            response.code(),
                            message.address().toString(),
                            fields(response.headers()),
                            body(response, (int) Math.min(maxBytes, LARGEST))));
        }
    }

    private List<InetAddress> addresses(HostName host) throws IOException {
        var literal = host.address();
        var addresses = literal.isPresent() ? List.of(literal.get()) : resolver.resolve(host.value());
        if (addresses.isEmpty()) {
            throw new UnknownHostException("'" + host + "' has no address");
        }
        for (var address : addresses) {
            if (!rule.allows(host, address)) {
                throw new Unsafe("'" + host + "' has an address that is not public; only hosts named for it may");
            }
        }
        return List.copyOf(addresses);
    }

    private static Optional<String> location(Response response) {
        return switch (response.code()) {
            case 301, 302, 303, 307, 308 ->
                Optional.ofNullable(response.header("Location")).filter(location -> !location.isEmpty());
            default -> Optional.empty();
        };
    }

    private static byte[] body(Response response, int limit) throws IOException {
        var bytes = response.body().byteStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new TooLarge("the answer has more than the " + limit + " bytes that were allowed");
        }
        return bytes;
    }

    private static Map<String, String> fields(Headers headers) {
        var fields = new LinkedHashMap<String, String>();
        headers.toMultimap().forEach((name, values) -> fields.put(name, String.join(", ", values)));
        return fields;
    }
}
