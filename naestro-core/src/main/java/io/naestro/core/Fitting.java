package io.naestro.core;

import io.naestro.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

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

    private static final int SHORT = 300;
    private static final int DEEPEST = 32;
    private static final int LARGEST_SCALE = 400;
    private static final String CUT = "…";

    private int left = MOST;

    private Fitting() {}

    /** The same value, or a copy in which what is too large is cut. */
    static Json fit(Json event) {
        return new Fitting().fit(event, 0);
    }

    private Json fit(Json value, int depth) {
        return switch (value) {
            case Json.Str string -> text(string);
            case Json.Num number -> number(number);
            case Json.Arr array -> depth < DEEPEST ? array(array, depth) : Json.of(CUT);
            case Json.Obj object -> depth < DEEPEST ? object(object, depth) : Json.of(CUT);
            default -> value;
        };
    }

    private Json text(Json.Str string) {
        var fitted = fit(string.value());
        return fitted.equals(string.value()) ? string : Json.of(fitted);
    }

    private String fit(String text) {
        var most = Math.max(SHORT, Math.min(LONGEST, left));
        var cut = text.length() <= most ? text : text.substring(0, most) + CUT;
        left -= cut.length();
        return wellFormed(cut);
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

    private static Json number(Json.Num number) {
        BigDecimal value = number.value();
        return Math.abs((long) value.scale()) + value.precision() <= LARGEST_SCALE ? number : Json.of(CUT);
    }

    private Json array(Json.Arr array, int depth) {
        var changed = false;
        var items = new ArrayList<Json>(array.items().size());
        for (var item : array.items()) {
            var fitted = fit(item, depth + 1);
            changed |= fitted != item;
            items.add(fitted);
        }
        return changed ? new Json.Arr(items) : array;
    }

    private Json object(Json.Obj object, int depth) {
        var changed = false;
        var members = new LinkedHashMap<String, Json>();
        for (var member : object.members().entrySet()) {
            var name = fit(member.getKey());
            var fitted = fit(member.getValue(), depth + 1);
            changed |= fitted != member.getValue() || !name.equals(member.getKey());
            members.put(name, fitted); // of names that are the same once they are cut, the last one stands
        }
        return changed ? new Json.Obj(members) : object;
    }
}
