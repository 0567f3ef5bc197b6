package io.naestro.core;

import io.naestro.base.JsonText;
import io.naestro.base.Values;
import io.naestro.model.ChatRequest;
import io.naestro.model.TokenCounter;
import java.nio.charset.StandardCharsets;

/**
 * Counts every byte of the request as a token. A token of any byte-level vocabulary covers at least one byte, so this
 * is never too low; for English text it is about four times too high. Hosts that know their models give a better one.
 */
final class ByteCounter implements TokenCounter {
    private static final int TEMPLATE = 64;

    @Override
    public long upperBound(ChatRequest request) {
        var bytes = JsonText.write(Values.write(request)).getBytes(StandardCharsets.UTF_8).length;
        return bytes + (long) TEMPLATE * request.messages().size();
    }
}
