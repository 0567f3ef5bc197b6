package io.naestro.benchmarks.traffic;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads an exchange, as docs/traffic-replay.md describes it: lenient about the names of members, since recorders
 * differ, and strict about what they hold.
 */
final class ExchangeFile {
    private static final List<String> STATUS = List.of("status", "statusCode", "status_code");
    private static final List<String> HEADERS = List.of("headers", "responseHeaders", "response_headers");
    private static final List<String> BODY =
            List.of("body", "responseBody", "response_body", "text", "json", "response");
    private static final List<String> BASE64 = List.of("bodyBase64", "body_base64", "base64");
    private static final List<String> EVENTS =
            List.of("events", "stream", "eventStream", "event_stream", "sse", "chunks");
    private static final List<String> EXPECTED = List.of("expect", "expected");
    private static final Set<String> FIELDS_OF_EVENTS = Set.of("data", "event", "id", "retry", "comment");

    private static final Pointer RESPONSE = Pointer.of("/response");

    private final Located file;

    /** Where members of the response may be. */
    private final List<Pointer> places;

    private ExchangeFile(Located file) {
        this.file = file;
        places = wraps(json(RESPONSE)) ? List.of(RESPONSE, Pointer.ROOT) : List.of(Pointer.ROOT);
    }

    /** Whether a member "response" holds the parts of a response, and is not its body. */
    private static boolean wraps(Json response) {
        return response instanceof Json.Obj object
                && Stream.of(STATUS, HEADERS, BODY, BASE64, EVENTS)
                        .flatMap(List::stream)
                        .anyMatch(name -> object.get(name).isPresent());
    }

    /**
     * Reads a file.
     *
     * @throws InputException if it is no exchange; names file, line and column
     */
    static Recorded read(Path path) {
        var located = JsonText.locate(path.toString(), NaestroFile.bytes(path, Limits.MESSAGE), Limits.MESSAGE);
        return new ExchangeFile(located).read(String.valueOf(path.getFileName()));
    }

    private Recorded read(String name) {
        if (!(file.json() instanceof Json.Obj)) {
            throw file.refuse(Pointer.ROOT, "is not an exchange", "an object");
        }
        var headers = headers();
        var events = find(EVENTS);
        var asked = asked();
        var path = path();
        var streamed = events.isPresent()
                || headers.stream()
                        .anyMatch(header -> header.name().equals("content-type")
                                && header.value().startsWith("text/event-stream"))
                || (asked.get("stream").orElse(Json.NULL).equals(Json.of(true)) && status() < 300);
        return new Recorded(
                name,
                text(Pointer.ROOT.child("provider")).toLowerCase(Locale.ROOT),
                path,
                asked,
                status(),
                headers,
                events.isPresent() ? events(events.get()) : body(),
                streamed,
                expected());
    }

    private int status() {
        var at = find(STATUS).orElse(Pointer.of("/status"));
        if (json(at) instanceof Json.Num number && number.isInteger()) {
            var status = number.value();
            if (status.signum() > 0 && status.precision() - status.scale() == 3) {
                return status.intValueExact();
            }
        }
        throw file.refuse(at, "is not a status", "a number from 100 to 999");
    }

    private String path() {
        var path = Stream.of("/request/url", "/request/path", "/request/endpoint", "/url", "/path", "/endpoint")
                .map(place -> text(Pointer.of(place)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        try {
            var raw = URI.create(path).getRawPath();
            return raw == null ? "" : raw;
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    private Json.Obj asked() {
        var body = json(Pointer.of("/request/body"));
        if (body instanceof Json.Str text) {
            return parsed(text.value());
        }
        return body instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    }

    private static Json.Obj parsed(String text) {
        try {
            return JsonText.parse(text) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        } catch (InputException e) {
            return Json.Obj.EMPTY;
        }
    }

    private Json.@Nullable Obj expected() {
        for (var name : EXPECTED) {
            if (json(Pointer.ROOT.child(name)) instanceof Json.Obj expected) {
                return expected;
            }
        }
        return null;
    }

    /** An object of texts, numbers or lists of them, a list of pairs, or a list of objects with name and value. */
    private List<Recorded.Header> headers() {
        var headers = new ArrayList<Recorded.Header>();
        var at = find(HEADERS).orElse(Pointer.of("/headers"));
        switch (json(at)) {
            case Json.Obj object ->
                object.members().forEach((name, value) -> add(headers, at.child(name), name, value));
            case Json.Arr list -> {
                for (var i = 0; i < list.items().size(); i++) {
                    pair(headers, at.child(i));
                }
            }
            case Json.Null none -> {}
            default -> throw file.refuse(at, "are not headers", "an object", "a list of pairs");
        }
        return headers;
    }

    private void pair(List<Recorded.Header> headers, Pointer at) {
        var name = text(at.child("name")).isEmpty() ? at.child(0) : at.child("name");
        var value = text(at.child("name")).isEmpty() ? at.child(1) : at.child("value");
        if (!(json(name) instanceof Json.Str said)) {
            throw file.refuse(at, "is not a header", "a pair of name and value");
        }
        add(headers, value, said.value(), json(value));
    }

    private void add(List<Recorded.Header> headers, Pointer at, String name, Json value) {
        switch (value) {
            case Json.Str text -> headers.add(new Recorded.Header(name.toLowerCase(Locale.ROOT), text.value()));
            case Json.Num number ->
                headers.add(new Recorded.Header(
                        name.toLowerCase(Locale.ROOT), number.value().toPlainString()));
            case Json.Arr several -> several.items().forEach(item -> add(headers, at, name, item));
            default -> throw file.refuse(at, "is not the value of a header", "a text", "a number", "a list of those");
        }
    }

    private ByteString body() {
        var base64 = find(BASE64);
        if (base64.isPresent()) {
            return decoded(base64.get());
        }
        var at = find(BODY).orElse(Pointer.of("/body"));
        if (find(List.of("encoding"))
                .filter(place -> text(place).equals("base64"))
                .isPresent()) {
            return decoded(at);
        }
        return switch (json(at)) {
            case Json.Str text -> ByteString.encodeUtf8(text.value());
            case Json.Null none -> ByteString.EMPTY;
            case Json json -> ByteString.encodeUtf8(JsonText.write(json));
        };
    }

    private ByteString decoded(Pointer at) {
        var bytes = ByteString.decodeBase64(text(at));
        if (bytes == null) {
            throw file.refuse(at, "is not Base64", "a text in Base64 (RFC 4648)");
        }
        return bytes;
    }

    /** The stream as it was sent, or a list of events: as they were sent, or their data, or their fields. */
    private ByteString events(Pointer at) {
        return switch (json(at)) {
            case Json.Str text -> ByteString.encodeUtf8(text.value());
            case Json.Arr list -> {
                var stream = new StringBuilder();
                list.items().forEach(event -> stream.append(event(event)));
                yield ByteString.encodeUtf8(stream.toString());
            }
            default -> throw file.refuse(at, "is not an event stream", "a text", "a list of events");
        };
    }

    private static String event(Json event) {
        return switch (event) {
            case Json.Str text when isSent(text.value()) -> text.value().stripTrailing() + "\n\n";
            case Json.Str text -> data(text.value());
            case Json.Obj fields
            when FIELDS_OF_EVENTS.containsAll(fields.members().keySet()) -> fields(fields);
            case Json json -> data(JsonText.write(json));
        };
    }

    private static boolean isSent(String text) {
        return text.startsWith("data:") || text.startsWith("event:") || text.startsWith(":") || text.startsWith("id:");
    }

    private static String fields(Json.Obj event) {
        var name = event.get("event").orElse(Json.NULL) instanceof Json.Str text ? "event: " + text.value() + "\n" : "";
        var comment = event.get("comment").orElse(Json.NULL) instanceof Json.Str text ? ": " + text.value() + "\n" : "";
        return comment
                + name
                + switch (event.get("data").orElse(Json.NULL)) {
                    case Json.Str text -> data(text.value());
                    case Json.Null none -> "\n";
                    case Json json -> data(JsonText.write(json));
                };
    }

    private static String data(String text) {
        return "data: " + String.join("\ndata: ", text.split("\n", -1)) + "\n\n";
    }

    private Optional<Pointer> find(List<String> names) {
        return places.stream()
                .flatMap(place -> names.stream().map(place::child))
                .filter(at -> !json(at).equals(Json.NULL) && !(json(at) instanceof Json.Bool))
                .findFirst();
    }

    private Json json(Pointer at) {
        return file.json().at(at).orElse(Json.NULL);
    }

    private String text(Pointer at) {
        return json(at) instanceof Json.Str text ? text.value() : "";
    }
}
