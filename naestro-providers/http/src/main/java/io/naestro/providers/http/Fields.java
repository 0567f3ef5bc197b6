package io.naestro.providers.http;

import io.naestro.json.Json;
import java.math.BigDecimal;

/** Reads members of what a server sent, whatever it is; what is absent or of another type is empty. */
public final class Fields {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

    private Fields() {}

    /** The value as an object. */
    public static Json.Obj object(Json json) {
        return json instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    }

    /** The member as an object. */
    public static Json.Obj object(Json.Obj object, String name) {
        return object(object.get(name).orElse(Json.NULL));
    }

    /** The member as a list. */
    public static Json.Arr list(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Arr list ? list : Json.Arr.EMPTY;
    }

    /** The member as a text. */
    public static String text(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Str text ? text.value() : "";
    }

    /** The member as a whole number from 0 to 10^12, else zero. */
    public static long count(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Num number
                        && number.isInteger()
                        && number.value().signum() >= 0
                        && number.value().compareTo(MOST) <= 0
                ? number.value().longValueExact()
                : 0;
    }
}
