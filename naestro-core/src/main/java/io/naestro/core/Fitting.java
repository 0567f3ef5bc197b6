package io.naestro.core;

import io.naestro.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Cuts down what plug-ins and people put into an event, so that every event can be read back: one that could not would
 * lock its whole store. Names, digests and moments are far below the limits and never change. Values do not pass here;
 * they are kept as contents of their own.
 */
final class Fitting {
    /** The longest text of an event, in characters. */
    static final int LONGEST = 10_000;

    /** The most characters in all texts together; from there on only short ones are kept. */
    static final int MOST = 4_000_000;

    /** What is sure to be kept as it is: texts of so many characters, however many there are. */
    static final int SHORT = 300;

    /** How deep an event may be nested; with the record around it, one level less. */
    static final int DEEPEST = 32;

    private static final int LARGEST_NUMBER = 400;
    private static final String CUT = "…";

    private int left = MOST;
    private boolean cut;

    private Fitting() {}

    /** What is left of an event that is too large, or empty for one that fits as it is. */
    static Optional<Json> cut(Json event) {
        var fitting = new Fitting();
        var fitted = fitting.fit(event, 0);
        return fitting.cut ? Optional.of(fitted) : Optional.empty();
    }

    private Json fit(Json value, int depth) {
        return switch (value) {
            case Json.Str string -> Json.of(fit(string.value()));
            case Json.Num number -> isLarge(number.value()) ? cut() : number;
            case Json.Arr array -> depth == DEEPEST ? cut() : array(array, depth + 1);
            case Json.Obj object -> depth == DEEPEST ? cut() : object(object, depth + 1);
            default -> value;
        };
    }

    private Json cut() {
        cut = true;
        return Json.of(CUT);
    }

    private static boolean isLarge(BigDecimal number) {
        return Math.abs((long) number.scale()) + number.precision() > LARGEST_NUMBER;
    }

    private Json array(Json.Arr array, int depth) {
        return new Json.Arr(array.items().stream().map(item -> fit(item, depth)).toList());
    }

    /** Of names that are the same once they are cut, the last one stands. */
    private Json object(Json.Obj object, int depth) {
        var members = new LinkedHashMap<String, Json>();
        object.members().forEach((name, value) -> members.put(fit(name), fit(value, depth)));
        return new Json.Obj(members);
    }

    private String fit(String text) {
        var most = Math.max(SHORT, Math.min(LONGEST, left));
        var fitted = text.length() <= most ? text : text.substring(0, most) + CUT;
        left -= fitted.length();
        fitted = wellFormed(fitted);
        cut |= !fitted.equals(text);
        return fitted;
    }

    /** Half a surrogate pair has no form in UTF-8: two names that differ would become the same. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
