package io.naestro.core.registry;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.tool.ToolContract;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Places in values of a schema. */
final class Places {
    private Places() {}

    /** Places in the order of their text form, which is the same in every process. */
    static List<Pointer> sorted(Collection<Pointer> places) {
        return places.stream().sorted(Comparator.comparing(Pointer::toString)).toList();
    }

    /**
     * Refuses a contract that speaks of a place that its shape cannot have: a mistyped destination would be hidden from
     * the policy. Of a shape that is a schema from outside, every place is taken as possible.
     */
    static void require(
            ToolContract<?, ?> contract, String what, Shape<?> shape, Json.Obj schema, Collection<Pointer> places) {
        for (var place : sorted(places)) {
            require(contract, what, shape, schema, place, place.segments());
        }
    }

    /** The same, of a result, where {@code -} stands for every item. */
    static void requireEach(
            ToolContract<?, ?> contract, String what, Shape<?> shape, Json.Obj schema, Collection<Pointer> places) {
        for (var place : sorted(places)) {
            var first = place.segments().stream()
                    .map(segment -> segment.equals("-") ? "0" : segment)
                    .toList();
            require(contract, what, shape, schema, place, first);
        }
    }

    private static void require(
            ToolContract<?, ?> contract,
            String what,
            Shape<?> shape,
            Json.Obj schema,
            Pointer place,
            List<String> segments) {
        if (!(shape instanceof Shape.OfSchema) && !has(schema, schema, segments)) {
            throw new IllegalArgumentException("tool '" + contract.ref() + "': its contract speaks of the place '"
                    + place + "', which its " + what + " does not have");
        }
    }

    private static boolean has(Json.Obj root, Json.Obj schema, List<String> segments) {
        if (segments.isEmpty()) {
            return true;
        }
        var reference = schema.members().get("$ref");
        if (reference instanceof Json.Str target) {
            var pointer = Pointer.of(target.value().substring(1));
            return root.at(pointer)
                    .filter(found -> has(root, (Json.Obj) found, segments))
                    .isPresent();
        }
        if (schema.members().get("anyOf") instanceof Json.Arr choices) {
            return choices.items().stream().anyMatch(choice -> has(root, (Json.Obj) choice, segments));
        }
        return below(schema, segments.getFirst())
                .filter(next -> has(root, (Json.Obj) next, segments.subList(1, segments.size())))
                .isPresent();
    }

    /** The schema of a member or item; empty where there can be none. A schema without a type is that of any JSON. */
    private static Optional<Json> below(Json.Obj schema, String segment) {
        if (!schema.members().containsKey("type")) {
            return Optional.of(Json.object());
        }
        return schema.get("properties")
                .flatMap(properties -> ((Json.Obj) properties).get(segment))
                .or(() -> schema.get("items").filter(items -> segment.matches("0|[1-9][0-9]*")))
                .or(() -> schema.get("additionalProperties").filter(Json.Obj.class::isInstance));
    }
}
