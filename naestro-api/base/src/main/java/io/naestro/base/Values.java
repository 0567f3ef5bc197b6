package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts Java values to JSON and back, in agreement with {@link Schemas}: what is written conforms to the schema of
 * its shape, and what conforms is read or refused with the place of the problem. Exact: {@code long},
 * {@code BigDecimal} and {@code Instant} survive. Sets and maps are written sorted, absent components are left out.
 * Only the class that a shape names is ever made; nothing in the input can name a class.
 */
public final class Values {
    private static final Values STRICT = new Values(false);
    private static final Values LENIENT = new Values(true);

    private final boolean lenient;

    private Values(boolean lenient) {
        this.lenient = lenient;
    }

    /** A reader that ignores members it does not know, for what newer releases have written. */
    public static Values lenient() {
        return LENIENT;
    }

    /**
     * Reads a value; unknown members are refused.
     *
     * @param json the value as JSON
     * @param shape its shape
     * @param <T> its Java type
     * @throws InputException if it does not fit; names each place
     * @throws IllegalArgumentException if a type in the shape has no JSON form; names the component
     */
    public static <T> T read(Json json, Shape<T> shape) {
        return STRICT.from(json, shape);
    }

    /**
     * Reads a value by this reader's rules.
     *
     * @param json the value as JSON
     * @param shape its shape
     * @param <T> its Java type
     * @throws InputException if it does not fit; names each place
     * @throws IllegalArgumentException if a type in the shape has no JSON form; names the component
     */
    @SuppressWarnings("unchecked") // a shape's codec makes values of the shape's type
    public <T> T from(Json json, Shape<T> shape) {
        var reading = new Reading(lenient);
        var value = Codecs.of(shape).read(json, Pointer.ROOT, reading);
        reading.refuseIfWrong();
        return (T) Objects.requireNonNull(value);
    }

    /**
     * Writes a value of a shape.
     *
     * @param value the value
     * @param shape its shape
     * @param <T> its Java type
     * @throws IllegalArgumentException if a type in the shape has no JSON form, or a part that must not be null is;
     *     names the component
     */
    public static <T> Json write(T value, Shape<T> shape) {
        return Codecs.write(Codecs.of(shape), value, "the value");
    }

    /**
     * Writes a value of a shape as JSON text in UTF-8: what {@link JsonText#bytes} makes of {@link #write(Object,
     * Shape)}.
     *
     * @param value the value
     * @param shape its shape
     * @param <T> its Java type
     * @throws IllegalArgumentException if a type in the shape has no JSON form, or a part that must not be null is;
     *     names the component
     */
    public static <T> byte[] bytes(T value, Shape<T> shape) {
        return write(value, shape, JsonBytes.inOrder()).bytes().orElseGet(() -> JsonText.bytes(write(value, shape)));
    }

    /**
     * Writes a value of a shape where it is wanted, as far as it is plain.
     *
     * @param value the value
     * @param shape its shape
     * @param out where to
     * @param <T> its Java type
     * @return where to
     * @throws IllegalArgumentException if a type in the shape has no JSON form; names the component
     */
    public static <T> JsonBytes write(T value, Shape<T> shape, JsonBytes out) {
        Codecs.of(shape).write(value, out);
        return out;
    }

    /**
     * Writes a value by its own class.
     *
     * @param value the value; null and an empty {@code Optional} give JSON null
     * @throws IllegalArgumentException if its class, or a type in it, has no JSON form; names the component
     */
    public static Json write(@Nullable Object value) {
        var inner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return inner == null ? Json.NULL : Codecs.ofValue(inner).write(inner);
    }
}
