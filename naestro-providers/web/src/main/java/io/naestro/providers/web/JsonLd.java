package io.naestro.providers.web;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads structured data (JSON-LD 1.1) as far as rules need: things with types and properties, wherever they are nested.
 */
final class JsonLd {
    private JsonLd() {}

    /**
     * A thing that is described.
     *
     * @param json its properties
     * @param top whether it stands by itself and not in another thing
     */
    record Thing(Json.Obj json, boolean top) {
        /** The names of its types, without the vocabulary. */
        List<String> types() {
            var type = json.get("@type").orElse(Json.Arr.EMPTY);
            var all = type instanceof Json.Arr list ? list.items() : List.of(type);
            return all.stream()
                    .filter(Json.Str.class::isInstance)
                    .map(name -> ((Json.Str) name).value().replaceFirst(".*[/#:]", ""))
                    .toList();
        }

        boolean lacks(String name) {
            return switch (json.get(name).orElse(Json.of(""))) {
                case Json.Str text -> text.value().isBlank();
                case Json.Arr list -> list.items().isEmpty();
                default -> false;
            };
        }

        /** A property that is an object. */
        Optional<Json.Obj> object(String name) {
            return json.get(name).filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast);
        }
    }

    /** Why a text is no JSON; empty when it is. */
    static Optional<String> problem(String text) {
        try {
            JsonText.parse(text.strip());
            return Optional.empty();
        } catch (InputException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** All things in a text; none when it is no JSON. */
    static List<Thing> things(String text) {
        var things = new ArrayList<Thing>();
        if (problem(text).isEmpty()) {
            collect(JsonText.parse(text.strip()), true, things);
        }
        return things;
    }

    /** The parser limits how deep JSON is nested. */
    private static void collect(Json json, boolean top, List<Thing> things) {
        switch (json) {
            case Json.Arr list -> list.items().forEach(item -> collect(item, top, things));
            case Json.Obj object -> {
                var graph = object.get("@graph");
                if (graph.isPresent()) {
                    collect(graph.get(), true, things);
                } else {
                    things.add(new Thing(object, top));
                    object.members().values().forEach(value -> collect(value, false, things));
                }
            }
            default -> {
                // no thing
            }
        }
    }
}
