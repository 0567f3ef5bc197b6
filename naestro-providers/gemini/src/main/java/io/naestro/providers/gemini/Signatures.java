package io.naestro.providers.gemini;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The thought signatures of tool calls, by the ids of the calls. Gemini 3 refuses a conversation in which the signature
 * of a tool call is missing, and a tool call of Naestro has no place for it. So they are kept here, the newest of them
 * up to 16 million characters; where one is gone, as after a restart, {@link #UNKNOWN} is sent in its place. Source:
 * "Thought Signatures", ai.google.dev/gemini-api/docs/thought-signatures.
 */
final class Signatures {
    /** What Google names for calls whose signature is not known; such calls are not checked. */
    static final String UNKNOWN = "skip_thought_signature_validator";

    private static final int MOST_CHARACTERS = 16_000_000;

    private final int most;
    private final Map<String, String> known = new LinkedHashMap<>();
    private long characters;

    Signatures() {
        this(MOST_CHARACTERS);
    }

    Signatures(int most) {
        this.most = most;
    }

    synchronized void keep(String id, String signature) {
        forget(id);
        known.put(id, signature);
        characters += id.length() + (long) signature.length();
        while (characters > most) {
            forget(known.keySet().iterator().next());
        }
    }

    synchronized Optional<String> of(String id) {
        return Optional.ofNullable(known.get(id));
    }

    private void forget(String id) {
        var old = known.remove(id);
        if (old != null) {
            characters -= id.length() + (long) old.length();
        }
    }
}
