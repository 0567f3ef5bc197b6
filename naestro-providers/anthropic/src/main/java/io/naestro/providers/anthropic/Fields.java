package io.naestro.providers.anthropic;

import io.naestro.json.Json;
import java.math.BigDecimal;

/** Members of an object, where what is missing or of another type is taken as empty. */
final class Fields {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

    private Fields() {}

    static Json.Obj object(Json json) {
        return json instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    }

    static Json.Obj object(Json.Obj object, String name) {
        return object(object.get(name).orElse(Json.NULL));
    }

    static String text(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Str text ? text.value() : "";
    }

    /** A whole number from 0 to 10^12, else zero. */
    static long count(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Num number
                        && number.isInteger()
                        && number.value().signum() >= 0
                        && number.value().compareTo(MOST) <= 0
                ? number.value().longValueExact()
                : 0;
    }
}
