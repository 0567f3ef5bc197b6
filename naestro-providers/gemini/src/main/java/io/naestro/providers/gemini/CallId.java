package io.naestro.providers.gemini;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Ids of tool calls. Gemini gives some calls an id and others none; a call without one gets an id that says so, so that
 * it is not sent back, and that tells calls of different answers apart, since signatures are found by it.
 */
final class CallId {
    private static final Pattern MADE = Pattern.compile("gemini_(signed|plain)_[0-9a-f]{12}_\\d{1,9}");

    private CallId() {}

    /** An id for a call that has none: of what it says, and its number in the answer. */
    static String make(Json call, String signature, int number) {
        var said = JsonText.write(call) + signature;
        var hash = Digests.ofBytes(said.getBytes(StandardCharsets.UTF_8)).brief();
        return "gemini_" + (signature.isEmpty() ? "plain_" : "signed_") + hash + "_" + number;
    }

    /** Whether an id was made here. */
    static boolean isMade(String id) {
        return MADE.matcher(id).matches();
    }

    /** Whether a call is known to have come without a signature. */
    static boolean isPlain(String id) {
        return isMade(id) && id.startsWith("gemini_plain_");
    }
}
