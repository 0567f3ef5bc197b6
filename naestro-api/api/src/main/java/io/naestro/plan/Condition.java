package io.naestro.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.List;

/**
 * A yes-or-no question about a JSON value, as data. There is no expression language: a condition compares the value at
 * one place with a constant, and conditions combine by all, any and not.
 */
public sealed interface Condition {

    /** How the value at a place is compared. A place that does not exist satisfies only {@link #ABSENT}. */
    enum Op {
        /** Equal by value. */
        EQ,
        /** There, and not equal by value. */
        NE,
        /** A number less than the given number, or a string before the given string (by code unit). */
        LT,
        /** Less than or equal, as {@link #LT}. */
        LE,
        /** Greater than, as {@link #LT}. */
        GT,
        /** Greater than or equal, as {@link #LT}. */
        GE,
        /** Equal to an item of the given array. */
        IN,
        /** An array with an item that equals the given value, or a string that contains the given string. */
        CONTAINS,
        /** A string in which the given regular expression (RE2 syntax) finds a match. */
        MATCHES,
        /** There; JSON null counts. The given value is not looked at. */
        EXISTS,
        /** Not there. The given value is not looked at. */
        ABSENT,
        /** An array, object or string with at least the given number of items, members or code points. */
        MIN_SIZE,
        /** An array, object or string with at most the given number of items, members or code points. */
        MAX_SIZE
    }

    /**
     * Compares the value at a place with a constant.
     *
     * @param path the place
     * @param op how to compare
     * @param value the constant
     */
    record CompareCondition(Pointer path, Op op, Json value) implements Condition {}

    /**
     * Holds when each part holds; an empty list holds.
     *
     * @param parts the parts
     */
    record AllCondition(List<Condition> parts) implements Condition {
        public AllCondition {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Holds when at least one part holds; an empty list does not.
     *
     * @param parts the parts
     */
    record AnyCondition(List<Condition> parts) implements Condition {
        public AnyCondition {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Holds when the part does not.
     *
     * @param part the part
     */
    record NotCondition(Condition part) implements Condition {}

    /**
     * Compares the value at a place with a constant.
     *
     * @param path the place, as JSON Pointer text
     * @param op how to compare
     * @param value the constant
     */
    static Condition that(String path, Op op, Json value) {
        return new CompareCondition(Pointer.of(path), op, value);
    }

    /**
     * Holds when there is a value at the place.
     *
     * @param path the place, as JSON Pointer text
     */
    static Condition exists(String path) {
        return that(path, Op.EXISTS, Json.NULL);
    }

    /**
     * Holds when each part holds.
     *
     * @param parts the parts
     */
    static Condition all(Condition... parts) {
        return new AllCondition(List.of(parts));
    }

    /**
     * Holds when at least one part holds.
     *
     * @param parts the parts
     */
    static Condition any(Condition... parts) {
        return new AnyCondition(List.of(parts));
    }

    /**
     * Holds when the part does not.
     *
     * @param part the part
     */
    static Condition not(Condition part) {
        return new NotCondition(part);
    }
}
