package io.naestro.core.planner;

import io.naestro.json.Pointer;

/**
 * One thing that a tool or method takes.
 *
 * @param name the member's name, or empty for the whole argument
 * @param kind what it takes
 * @param required whether it cannot do without
 */
record Slot(String name, Kind kind, boolean required) {

    /** The fact that something for this slot is there. */
    Fact fact() {
        return Fact.of(name, kind);
    }

    /** The fact that a list of things for this slot is there. */
    Fact listFact() {
        return Fact.of(name.isEmpty() ? "" : name + "s", kind.list(), kind.isScalar() && !name.isEmpty());
    }

    /**
     * That a value is there. Scalars are told apart by name, everything else by kind.
     *
     * @param key what tells it apart
     * @param label the same for people
     */
    record Fact(String key, String label) {
        static Fact of(String name, Kind kind) {
            return of(name, kind, kind.isScalar() && !name.isEmpty());
        }

        static Fact of(String name, Kind kind, boolean named) {
            return named
                    ? new Fact("'" + name + "' " + kind.key(), "'" + name + "' (" + kind.label() + ")")
                    : new Fact(kind.nominal().orElse(kind.key()), kind.label());
        }
    }

    /**
     * Where a fact stands in a result.
     *
     * @param fact the fact
     * @param at the place
     */
    record Yield(Fact fact, Pointer at) {}
}
