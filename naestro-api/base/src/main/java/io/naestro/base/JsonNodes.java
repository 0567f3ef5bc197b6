package io.naestro.base;

import io.naestro.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Hands values to the schema library in its own tree, numbers exact. */
final class JsonNodes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonNodes() {}

    static JsonNode of(Json json) {
        return switch (json) {
            case Json.Obj object -> {
                var node = NODES.objectNode();
                object.members().forEach((name, value) -> node.set(name, of(value)));
                yield node;
            }
            case Json.Arr array -> {
                var node = NODES.arrayNode(array.items().size());
                array.items().forEach(item -> node.add(of(item)));
                yield node;
            }
            case Json.Str text -> NODES.stringNode(text.value());
            case Json.Num number -> number(number);
            case Json.Bool bool -> NODES.booleanNode(bool.value());
            case Json.Null nothing -> NODES.nullNode();
        };
    }

    private static JsonNode number(Json.Num number) {
        return number.isInteger() ? NODES.numberNode(number.value().toBigInteger()) : NODES.numberNode(number.value());
    }
}
