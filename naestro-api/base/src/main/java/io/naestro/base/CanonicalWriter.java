package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes RFC 8785 text and knows where it is, so that a refusal names the place. */
final class CanonicalWriter extends JsonWriter {
    private static final BigDecimal LARGEST_INTEGER = BigDecimal.valueOf(1L << 53);

    /** The place as it grows: a pointer is only made of it when something is refused there. */
    private final ArrayDeque<Object> here = new ArrayDeque<>();

    /** Names sorted by UTF-16 code units (section 3.2.3), which is the order of {@link String#compareTo}. */
    @Override
    Iterable<Map.Entry<String, Json>> members(Json.Obj object) {
        var members = new ArrayList<>(object.members().entrySet());
        members.sort(Map.Entry.comparingByKey());
        return members;
    }

    @Override
    void member(String name, Json value) {
        here.addLast(name);
        super.member(name, value);
        here.removeLast();
    }

    @Override
    void item(int index, Json value) {
        here.addLast(index);
        super.item(index, value);
        here.removeLast();
    }

    @Override
    void number(Json.Num number) {
        var value = number.value();
        if (number.isInteger() && tooLarge(value)) {
            throw refuse(
                    value.toString(),
                    "is an integer beyond 2^53, which canonical JSON cannot carry exactly; use a text");
        }
        var nearest = value.doubleValue();
        if (Double.isInfinite(nearest) || EcmaNumber.shortest(nearest).compareTo(value) != 0) {
            throw refuse(value.toString(), "is a number that a 64-bit double cannot carry exactly; use a text");
        }
        out.append(EcmaNumber.format(value));
    }

    @Override
    void string(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refuse(text, "has an unpaired surrogate at index " + i);
            }
        }
        super.string(text);
    }

    private static boolean tooLarge(BigDecimal value) {
        return value.abs().compareTo(LARGEST_INTEGER) > 0;
    }

    private InputException refuse(String value, String message) {
        var place = new Pointer(here.stream().map(Object::toString).toList());
        return new InputException(new InputProblem("", Position.UNKNOWN, place, value, message, List.of()));
    }
}
