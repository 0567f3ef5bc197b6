package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The one byte form of a value (RFC 8785, JSON Canonicalization Scheme): members sorted by UTF-16 code units, numbers
 * as ECMAScript writes them, no blanks, UTF-8. Two values are equal exactly when their canonical bytes are.
 *
 * <p>Stricter than the RFC where the RFC would lose something: integers beyond 2<sup>53</sup> and numbers that a 64-bit
 * double does not carry exactly are refused instead of rounded; so are unpaired surrogates.
 */
public final class Canonical {
    private Canonical() {}

    /**
     * The canonical bytes of a value.
     *
     * @param json the value
     * @throws InputException if a number or text in it has no canonical form; names its pointer
     * @throws IllegalArgumentException if it is nested deeper than {@link Limits#DEEPEST}
     */
    public static byte[] bytes(Json json) {
        return JsonBytes.sorted().value(json).bytes().orElseGet(() -> text(json).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The canonical bytes of a value, as text.
     *
     * @param json the value
     * @throws InputException if a number or text in it has no canonical form; names its pointer
     * @throws IllegalArgumentException if it is nested deeper than {@link Limits#DEEPEST}
     */
    public static String text(Json json) {
        return new CanonicalWriter().write(json);
    }
}
