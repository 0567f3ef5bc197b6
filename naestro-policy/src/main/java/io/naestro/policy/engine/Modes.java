package io.naestro.policy.engine;

import io.naestro.policy.Mode;
import java.util.Map;

/** Modes as policy files write them. */
final class Modes {
    /** The ceiling of a file that names none. */
    static final Mode DEFAULT = Mode.COPILOT;

    private static final Map<String, Mode> WORDS = Map.of(
            "guide", Mode.GUIDE,
            "suggest", Mode.GUIDE,
            "copilot", Mode.COPILOT,
            "confirm", Mode.COPILOT,
            "auto", Mode.AUTO);

    private Modes() {}

    /** Reads a word that the schema has checked. */
    static Mode of(String word) {
        return WORDS.getOrDefault(word, DEFAULT);
    }
}
