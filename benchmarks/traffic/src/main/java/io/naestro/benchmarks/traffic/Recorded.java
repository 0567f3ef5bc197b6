package io.naestro.benchmarks.traffic;

import io.naestro.json.Json;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A recorded exchange.
 *
 * @param name the name of its file
 * @param provider who answered, in lower case; empty when the file does not say
 * @param path the path of the request, or empty
 * @param asked the body of the request; empty when there is none
 * @param status the status of the response
 * @param headers the headers of the response, names in lower case
 * @param body the bytes of the response
 * @param streamed whether the response is an event stream
 * @param expected what it should be read as, or null
 */
record Recorded(
        String name,
        String provider,
        String path,
        Json.Obj asked,
        int status,
        List<Header> headers,
        ByteString body,
        boolean streamed,
        Json.@Nullable Obj expected) {
    Recorded {
        headers = List.copyOf(headers);
    }

    /** A header of the response. */
    record Header(String name, String value) {}
}
