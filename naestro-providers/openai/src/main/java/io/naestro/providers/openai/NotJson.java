package io.naestro.providers.openai;

import io.naestro.json.InputException;

/**
 * Where a text is not JSON. What stands there is not told: an excerpt could cut a key in half, and so hide it badly.
 */
final class NotJson {
    private NotJson() {}

    static String place(InputException e) {
        var position = e.problems().getFirst().position();
        return " (line " + position.line() + ", column " + position.column() + ")";
    }
}
