package io.naestro.base;

import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.Rate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Java types that are one JSON string, number or boolean, and JSON itself. */
final class Scalars {
    private static final Map<Class<?>, Codec> CODECS = new LinkedHashMap<>();

    static {
        text(String.class, Json.object(), text -> text, text -> text);
        text(Instant.class, format("date-time"), Instant::toString, Instant::parse);
        text(Duration.class, format("duration"), Duration::toString, Duration::parse);
        text(LocalDate.class, format("date"), LocalDate::toString, LocalDate::parse);
        text(URI.class, format("uri-reference"), URI::toString, URI::create);
        text(UUID.class, format("uuid"), UUID::toString, UUID::fromString);
        text(Pointer.class, format("json-pointer"), Pointer::toString, Pointer::of);
        text(Digest.class, pattern("^sha256:[0-9a-f]{64}$"), Digest::toString, Digest::new);
        text(byte[].class, Json.object().with("contentEncoding", "base64"), Scalars::base64, Scalars::bytes);
        text(Money.class, pattern("^-?[0-9]+(\\.[0-9]+)? [A-Z]{3}$"), Money::toString, Quantities::signedMoney);
        text(Rate.class, pattern("^[0-9]+/[0-9a-zA-Z.]+$"), Quantities::format, Quantities::rate);
        whole(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, BigDecimal::byteValueExact);
        whole(Short.class, Short.MIN_VALUE, Short.MAX_VALUE, BigDecimal::shortValueExact);
        whole(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, BigDecimal::intValueExact);
        number(
                Long.class,
                "integer",
                BigDecimal::longValueExact); // bounds that canonical JSON cannot carry are left out
        number(BigInteger.class, "integer", BigDecimal::toBigIntegerExact);
        number(BigDecimal.class, "number", value -> value.scale() < 0 ? value.setScale(0) : value);
        number(Double.class, "number", value -> finite(value.doubleValue()));
        number(Float.class, "number", value -> (float) finite(value.floatValue()));
        put(new ScalarCodec<>(Boolean.class, type("boolean"), Json::of, Scalars::bool), Boolean.class);
        json(Json.class, Json.object());
        json(Json.Obj.class, type("object"));
        json(Json.Arr.class, type("array"));
        json(Json.Str.class, type("string"));
        json(Json.Num.class, type("number"));
        json(Json.Bool.class, type("boolean"));
        json(Json.Null.class, type("null"));
    }

    private Scalars() {}

    /** The codec of a type, or null when it is not one of these. */
    static @Nullable Codec codec(Class<?> type) {
        return CODECS.get(type);
    }

    /** The whole text of a string; the bounded preview of anything else. */
    static String textOf(Json value) {
        return value instanceof Json.Str text ? text.value() : value.toString();
    }

    private static <T> void text(Class<T> type, Json.Obj extra, Function<T, String> print, Function<String, T> parse) {
        var schema = Json.object().with("type", "string");
        for (var member : extra.members().entrySet()) {
            schema = schema.with(member.getKey(), member.getValue());
        }
        put(
                new ScalarCodec<>(
                        type,
                        schema,
                        value -> Json.of(print.apply(value)),
                        json -> json instanceof Json.Str text ? parse.apply(text.value()) : null),
                type);
    }

    private static <T extends Number> void whole(Class<T> type, long min, long max, Function<BigDecimal, T> parse) {
        put(numeric(type, type("integer").with("minimum", min).with("maximum", max), parse), type);
    }

    private static <T extends Number> void number(Class<T> type, String name, Function<BigDecimal, T> parse) {
        put(numeric(type, type(name), parse), type);
    }

    private static <T extends Number> Codec numeric(Class<T> type, Json.Obj schema, Function<BigDecimal, T> parse) {
        return new ScalarCodec<>(
                type,
                schema,
                value -> value instanceof Integer || value instanceof Long
                        ? Json.of(value.longValue())
                        : Json.of(new BigDecimal(value.toString())),
                json -> json instanceof Json.Num number ? parse.apply(number.value()) : null);
    }

    private static <T extends Json> void json(Class<T> type, Json.Obj schema) {
        put(
                new ScalarCodec<>(type, schema, value -> value, json -> type.isInstance(json) ? type.cast(json) : null),
                type);
    }

    private static void put(Codec codec, Class<?> type) {
        CODECS.put(type, codec);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static @Nullable Boolean bool(Json json) {
        return json instanceof Json.Bool bool ? bool.value() : null;
    }

    private static double finite(double value) {
        if (Double.isInfinite(value)) {
            throw new ArithmeticException("the number is too large");
        }
        return value;
    }

    private static Json.Obj type(String name) {
        return Json.object().with("type", name);
    }

    private static Json.Obj format(String name) {
        return Json.object().with("format", name);
    }

    private static Json.Obj pattern(String regex) {
        return Json.object().with("pattern", regex);
    }
}
