package io.naestro.core.access;

import io.naestro.base.Digests;
import io.naestro.json.Json;
import java.nio.charset.StandardCharsets;

/** What goes along with a use, as a person is shown it before agreeing: bound by its digest, with the start to read. */
final class Carried {
    private static final int START = 1_000;

    private Carried() {}

    /** Bytes that are sent or written. */
    static Json.Obj content(byte[] bytes) {
        return Json.object()
                .with("bytes", Json.of(bytes.length))
                .with("digest", Json.of(Digests.ofBytes(bytes).value()))
                .with("start", Json.of(start(bytes)));
    }

    /** A text that counts and is not shown. */
    static String digest(String text) {
        return Digests.ofBytes(text.getBytes(StandardCharsets.UTF_8)).value();
    }

    private static String start(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, START), StandardCharsets.UTF_8);
    }
}
