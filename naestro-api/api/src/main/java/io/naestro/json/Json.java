package io.naestro.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value (RFC 8259). Object members keep the order in which they were given, {@code null} is a value
 * like any other, and numbers are exact.
 *
 * <p>Equality is by value: the order of members does not count, and {@code 1.0} equals {@code 1}. Text form, parsing
 * and hashing are not here but in {@code io.naestro.base}, so that this module needs no JSON library.
 *
 * <p>Values made by hand may nest as deeply as one likes, but comparing and hashing them recurses, so that some
 * thousands of levels overflow the stack; what {@code io.naestro.base} reads is bounded.
 *
 * <p>{@link Object#toString()} is a bounded view for people (about 200 characters), never a serialization.
 */
public sealed interface Json {

    /** The JSON literal {@code null}. */
    Json NULL = new Null();

    /**
     * A JSON object; member order is insertion order.
     *
     * @param members the members by name
     */
    record Obj(Map<String, Json> members) implements Json {
        /** An object without members. */
        public static final Obj EMPTY = new Obj(Map.of());

        public Obj {
            var copy = LinkedHashMap.<String, Json>newLinkedHashMap(members.size());
            for (var member : members.entrySet()) {
                var name = Objects.requireNonNull(member.getKey(), "name");
                copy.put(name, Objects.requireNonNull(member.getValue(), () -> "value of " + name));
            }
            members = Collections.unmodifiableMap(copy);
        }

        /**
         * The member of that name, or empty when there is none. A member that is JSON {@code null} is present.
         *
         * @param name the member's name
         */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /**
         * A copy with one member more, or with that member replaced in its place.
         *
         * @param name the member's name
         * @param value its value
         */
        public Obj with(String name, Json value) {
            var copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new Obj(copy);
        }

        /**
         * A copy with one text member more.
         *
         * @param name the member's name
         * @param value its value
         */
        public Obj with(String name, String value) {
            return with(name, of(value));
        }

        /**
         * A copy with one number member more.
         *
         * @param name the member's name
         * @param value its value
         */
        public Obj with(String name, long value) {
            return with(name, of(value));
        }

        // By hand: the generated methods take so much stack that some hundred levels overflow it.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Obj that && members.equals(that.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }

        @Override
        public String toString() {
            return Preview.of(this);
        }
    }

    /**
     * A JSON array.
     *
     * @param items the items, in order
     */
    record Arr(List<Json> items) implements Json {
        /** An array without items. */
        public static final Arr EMPTY = new Arr(List.of());

        public Arr {
            items = List.copyOf(items);
        }

        // By hand: the generated methods take so much stack that some hundred levels overflow it.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Arr that && items.equals(that.items);
        }

        @Override
        public int hashCode() {
            return items.hashCode();
        }

        @Override
        public String toString() {
            return Preview.of(this);
        }
    }

    /**
     * A JSON string. Unpaired surrogates are kept as given; hashing refuses them.
     *
     * @param value its text
     */
    record Str(String value) implements Json {
        public Str {
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String toString() {
            return Preview.of(this);
        }
    }

    /**
     * A JSON number, exact. Trailing zeros are dropped, so {@code 1.0}, {@code 1} and {@code 10e-1} are equal.
     *
     * @param value the number
     */
    record Num(BigDecimal value) implements Json {
        public Num {
            value = value.stripTrailingZeros();
        }

        /** Whether the number has no fraction. */
        public boolean isInteger() {
            return value.scale() <= 0;
        }

        @Override
        public String toString() {
            return Preview.of(this);
        }
    }

    /**
     * JSON {@code true} or {@code false}.
     *
     * @param value which of the two
     */
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return Preview.of(this);
        }
    }

    /** The type of {@link Json#NULL}, its only instance; a class, so that nothing but this interface starts it. */
    final class Null implements Json {
        private Null() {}

        @Override
        public String toString() {
            return "null";
        }
    }

    /**
     * A JSON string.
     *
     * @param value its text
     */
    static Json of(String value) {
        return new Str(value);
    }

    /**
     * A JSON number.
     *
     * @param value its value
     */
    static Json of(long value) {
        return new Num(BigDecimal.valueOf(value));
    }

    /**
     * A JSON number with the shortest decimal form of a double.
     *
     * @param value its value, finite
     * @throws NumberFormatException if the value is infinite or not a number, which JSON cannot express
     */
    static Json of(double value) {
        return new Num(BigDecimal.valueOf(value));
    }

    /**
     * A JSON number.
     *
     * @param value its value
     */
    static Json of(BigDecimal value) {
        return new Num(value);
    }

    /**
     * JSON {@code true} or {@code false}.
     *
     * @param value its value
     */
    static Json of(boolean value) {
        return new Bool(value);
    }

    /**
     * A JSON array of values.
     *
     * @param items its items, in order
     */
    static Arr array(Json... items) {
        return new Arr(List.of(items));
    }

    /**
     * A JSON array of strings.
     *
     * @param items its items, in the order of iteration
     */
    static Arr strings(Iterable<String> items) {
        var list = new ArrayList<Json>();
        items.forEach(item -> list.add(of(item)));
        return new Arr(list);
    }

    /** An empty JSON object to add members to by {@link Obj#with(String, Json)}. */
    static Obj object() {
        return Obj.EMPTY;
    }

    /** The name of this value's JSON type: object, array, string, number, boolean or null. */
    default String type() {
        return switch (this) {
            case Obj o -> "object";
            case Arr a -> "array";
            case Str s -> "string";
            case Num n -> "number";
            case Bool b -> "boolean";
            case Null n -> "null";
        };
    }

    /**
     * The value at a place inside this one, or empty when there is no such place.
     *
     * @param pointer the place
     */
    default Optional<Json> at(Pointer pointer) {
        return pointer.in(this);
    }
}
