package io.naestro.policy.engine;

import io.naestro.base.Digests;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Set;

/**
 * Brings a policy file into the form that is hashed: rules by id, lists of texts sorted (all of them are sets), modes
 * by their first names, the file's mode written out. Files that differ in layout, order or spelling of modes have one
 * digest; all others differ.
 */
final class NormalForm {
    private static final String TYPE = "policy/v1";
    private static final String MODE = "mode";

    /** What tests a file and decides nothing. */
    private static final Set<String> UNSAID = Set.of("lint", "examples");

    private NormalForm() {}

    /** The digest of a file that conforms to the schema. */
    static Digest digest(Json file) {
        return Digests.of(TYPE, normal("", file));
    }

    private static Json normal(String name, Json value) {
        return switch (value) {
            case Json.Obj object -> object(name, object);
            case Json.Arr array -> array(array);
            case Json.Str text when name.equals(MODE) -> Json.of(Words.word(Modes.of(text.value())));
            default -> value;
        };
    }

    private static Json object(String name, Json.Obj object) {
        var members = new LinkedHashMap<String, Json>();
        if (name.isEmpty()) {
            members.put(MODE, Json.of(Words.word(Modes.DEFAULT)));
        }
        object.members().forEach((member, value) -> {
            if (!UNSAID.contains(member)) {
                members.put(member, normal(member, value));
            }
        });
        return new Json.Obj(members);
    }

    private static Json array(Json.Arr array) {
        var order = Comparator.comparing(NormalForm::key);
        return new Json.Arr(array.items().stream()
                .sorted(order)
                .map(item -> normal("item", item))
                .toList());
    }

    /** By what the items of a list are told apart: rules by their id, texts by themselves. */
    private static String key(Json item) {
        return item instanceof Json.Obj rule ? Fields.text(rule, "id") : Fields.text(item);
    }
}
