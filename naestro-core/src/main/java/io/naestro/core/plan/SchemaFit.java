package io.naestro.core.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the schema that values come from with the schema of who reads them. It reports only what is sure: a value
 * that the source names as possible (a type, a constant, a missing or additional member) and that the reader refuses.
 * Where either schema says nothing, or says it in a way that is not understood here, nothing is reported.
 */
final class SchemaFit {

    /**
     * One reason why values do not fit.
     *
     * @param at the place in the value
     * @param message what is wrong there
     */
    record Mismatch(Pointer at, String message) {
        @Override
        public String toString() {
            return at.isRoot() ? message : "at '" + at + "' " + message;
        }
    }

    /** The pairs that were compared, by identity: equal schemas at different places may refer to different things. */
    private final IdentityHashMap<Json, Set<Json>> seen = new IdentityHashMap<>();

    private SchemaFit() {}

    /** Why values of one schema do not fit another, or empty when nothing speaks against it. */
    static Optional<Mismatch> mismatch(SchemaView source, SchemaView reader) {
        return source.equals(reader) ? Optional.empty() : new SchemaFit().compare(source, reader, Pointer.ROOT);
    }

    private Optional<Mismatch> compare(SchemaView source, SchemaView reader, Pointer at) {
        var partners =
                seen.computeIfAbsent(source.schema(), schema -> Collections.newSetFromMap(new IdentityHashMap<>()));
        if (!partners.add(reader.schema())) {
            return Optional.empty();
        }
        var readers = SchemaForm.ofReader(reader);
        for (var form : readers.isEmpty() ? List.<SchemaForm>of() : SchemaForm.ofSource(source)) {
            var found = anyReader(form, readers, at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Mismatch> anyReader(SchemaForm source, List<SchemaForm> readers, Pointer at) {
        var mismatches = new ArrayList<Mismatch>();
        for (var reader : readers) {
            var found = oneReader(source, reader, at);
            if (found.isEmpty()) {
                return found;
            }
            mismatches.add(found.get());
        }
        // The deepest one tells most: it is of the alternative that fits best.
        return mismatches.stream()
                .reduce((one, other) ->
                        other.at().segments().size() > one.at().segments().size() ? other : one);
    }

    private Optional<Mismatch> oneReader(SchemaForm source, SchemaForm reader, Pointer at) {
        if (!source.values().isEmpty()) {
            return source.values().stream()
                    .filter(value -> source.takes(value) && !reader.takes(value))
                    .findFirst()
                    .map(value -> new Mismatch(at, "may be " + value + ", where " + wanted(reader) + " is wanted"));
        }
        for (var type : source.types()) {
            if (!reader.takes(type)) {
                var may = source.types().size() == 1 ? "is " : "may be ";
                return Optional.of(new Mismatch(at, may + named(type) + ", where " + wanted(reader) + " is wanted"));
            }
        }
        var members = source.types().contains("object") ? members(source, reader, at) : Optional.<Mismatch>empty();
        return members.isPresent() || !source.types().contains("array") ? members : items(source, reader, at);
    }

    private Optional<Mismatch> members(SchemaForm source, SchemaForm reader, Pointer at) {
        for (var name : reader.required()) {
            var named = source.properties().containsKey(name);
            if (named ? !source.required().contains(name) : source.closed()) {
                var how = named ? "may be missing" : "is missing";
                return Optional.of(new Mismatch(at, "the member '" + name + "' " + how));
            }
        }
        for (var member : source.properties().entrySet()) {
            var wanted = Optional.ofNullable(reader.properties().get(member.getKey()))
                    .or(reader::others);
            var place = at.child(member.getKey());
            if (wanted.isEmpty() && reader.closed()) {
                return Optional.of(new Mismatch(
                        place,
                        "is a member that is not wanted; wanted: "
                                + Findings.list(reader.properties().keySet())));
            }
            var found = wanted.flatMap(below -> compare(member.getValue(), below, place));
            if (found.isPresent()) {
                return found;
            }
        }
        return source.others().flatMap(other -> reader.others().flatMap(below -> compare(other, below, at.child("*"))));
    }

    private Optional<Mismatch> items(SchemaForm source, SchemaForm reader, Pointer at) {
        return source.items().flatMap(item -> reader.items().flatMap(below -> compare(item, below, at.child("*"))));
    }

    private static String wanted(SchemaForm reader) {
        if (!reader.values().isEmpty()) {
            return "one of "
                    + Findings.list(reader.values().stream().map(Json::toString).toList());
        }
        return String.join(" or ", reader.types().stream().map(SchemaFit::named).toList());
    }

    /** A type with its article. */
    static String named(String type) {
        return switch (type) {
            case "null" -> "null";
            case "object", "array", "integer" -> "an " + type;
            default -> "a " + type;
        };
    }
}
