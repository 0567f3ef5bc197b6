package io.naestro.core.access;

import io.naestro.base.Digests;
import io.naestro.base.WebAddress;
import io.naestro.effect.Resource.WebResource;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.ToolContext.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * A request as it goes over the wire: strict address, known method, and header fields that cannot change how the
 * message is read.
 *
 * @param method the method
 * @param address where it goes
 * @param headers header fields by lower-case name, sorted
 * @param body the body; empty for none
 */
record WebMessage(String method, WebAddress address, SortedMap<String, String> headers, byte[] body) {
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> NEEDS_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern FIELD_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

    /** Fields that frame the message, steer the connection, or are the client's own business. */
    private static final Set<String> OWN = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Fields that go along to another origin; any other may be a credential. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "content-type", "user-agent");

    private static final Set<String> ABOUT_BODY =
            Set.of("content-type", "content-encoding", "content-language", "content-location");

    /**
     * Reads a request strictly.
     *
     * @throws InputException if its method, address or a header field is not one, or its method takes no body
     */
    static WebMessage of(HttpRequest request) {
        var method = request.method();
        if (!METHODS.contains(method)) {
            throw refuse(
                    method,
                    "is not a method that is supported",
                    METHODS.stream().sorted().toArray(String[]::new));
        }
        var body = request.body();
        if (READING.contains(method) && body.length > 0) {
            throw refuse(method, "takes no body");
        }
        return new WebMessage(method, unambiguous(WebAddress.of(request.url())), fields(request.headers()), body);
    }

    /** What the guard is asked. */
    WebResource resource() {
        return new WebResource(method, address.scheme(), address.host().value(), address.port(), address.path());
    }

    /** What goes along. Values of fields that may be credentials are bound by their digest and not shown. */
    Json.Obj carried() {
        var fields = Json.object();
        for (var field : headers.entrySet()) {
            var shown = HARMLESS.contains(field.getKey());
            fields = fields.with(field.getKey(), Json.of(shown ? field.getValue() : digest(field.getValue())));
        }
        var carried = fields.members().isEmpty() ? Json.object() : Json.object().with("headers", fields);
        if (!address.query().isEmpty()) {
            carried = carried.with("query", Json.of(address.query()));
        }
        return body.length == 0 ? carried : carried.with("body", Carried.content(body));
    }

    private static String digest(String value) {
        return Digests.ofBytes(value.getBytes(StandardCharsets.US_ASCII)).value();
    }

    /** Method and address without query, for messages. */
    String title() {
        return method + " " + new WebAddress(address.scheme(), address.host(), address.port(), address.path(), "");
    }

    Request request() {
        var builder = new Request.Builder()
                .url(address.toString())
                .method(method, body.length > 0 || NEEDS_BODY.contains(method) ? RequestBody.create(body) : null)
                .header("user-agent", "naestro");
        headers.forEach(builder::header);
        return builder.build();
    }

    /**
     * The request that a redirect asks for (RFC 9110, section 15.4): 303 becomes GET, as does a POST under 301 and 302,
     * and the body is left behind. To another origin, only fields that cannot hold credentials go along.
     *
     * @param status the status of the redirect
     * @param location where it leads, absolute or relative
     * @throws InputException if it does not lead to a web address
     */
    WebMessage redirected(int status, String location) {
        var target = unambiguous(WebAddress.of(resolve(location)));
        var kept = new TreeMap<>(headers);
        if (!origin(target).equals(origin(address))) {
            kept.keySet().retainAll(HARMLESS);
        }
        if (!turnsToGet(status)) {
            return new WebMessage(method, target, kept, body);
        }
        kept.keySet().removeAll(ABOUT_BODY);
        return new WebMessage("GET", target, kept, new byte[0]);
    }

    private boolean turnsToGet(int status) {
        return switch (status) {
            case 303 -> !method.equals("HEAD");
            case 301, 302 -> method.equals("POST");
            default -> false;
        };
    }

    private String resolve(String location) {
        if (location.startsWith("?")) { // java.net.URI would drop the last segment of the path
            return new WebAddress(address.scheme(), address.host(), address.port(), address.path(), "") + location;
        }
        try {
            return address.uri().resolve(location).toString();
        } catch (IllegalArgumentException e) {
            throw refuse(location, "is not a web address");
        }
    }

    private static URI origin(WebAddress address) {
        return new WebAddress(address.scheme(), address.host(), address.port(), "/", "").uri();
    }

    /** What the guard sees must be what the client sends: refuses an address that the client writes otherwise. */
    private static WebAddress unambiguous(WebAddress address) {
        var seen = new WebAddress(address.scheme(), address.host(), address.port(), address.path(), "").toString();
        var sent = Objects.toString(HttpUrl.parse(seen));
        if (!sent.equals(seen)) {
            throw refuse(seen, "is a web address that programs read in different ways", sent);
        }
        return address;
    }

    private static SortedMap<String, String> fields(Map<String, String> headers) {
        var fields = new TreeMap<String, String>();
        headers.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!FIELD_NAME.matcher(name).matches()) {
                throw refuse(name, "is not the name of a header field");
            }
            if (OWN.contains(lower)) {
                throw refuse(name, "is a header field that only the client sets");
            }
            if (!FIELD_VALUE.matcher(value).matches()) {
                throw refuse(name, "is a header field whose value has a line break or other than visible ASCII");
            }
            if (fields.put(lower, value) != null) {
                throw refuse(name, "is a header field that is given twice");
            }
        });
        return Collections.unmodifiableSortedMap(fields);
    }

    private static InputException refuse(String value, String message, String... allowed) {
        return new InputException(InputProblem.at(Pointer.ROOT, Json.of(value), message, allowed));
    }
}
