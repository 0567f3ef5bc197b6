package io.naestro.core.planner;

import io.naestro.base.JsonSchema;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the goal gives, and for which arguments it will do. */
final class Given {
    private static final Map<String, String> SCALARS =
            Map.of("string", "string", "number", "number", "integer", "number", "boolean", "boolean");

    private final Json.Obj inputs;
    private final Map<String, Optional<JsonSchema>> schemas = new HashMap<>();

    Given(Json.Obj inputs) {
        this.inputs = inputs;
    }

    /** The place of a value for a slot: by name for members, by kind for a whole argument. */
    Optional<Pointer> placeFor(Slot slot) {
        return slot.name().isEmpty() ? whole(slot.kind()) : named(slot.name(), slot.kind());
    }

    /** The place of a list of values for a slot. */
    Optional<Pointer> placeForList(Slot slot) {
        return slot.name().isEmpty()
                ? whole(slot.kind().list())
                : named(slot.name() + "s", slot.kind().list())
                        .or(() -> named(slot.name(), slot.kind().list()));
    }

    /** How many elements the list at a place has. */
    int size(Pointer place) {
        return inputs.at(place)
                .filter(Json.Arr.class::isInstance)
                .map(list -> ((Json.Arr) list).items().size())
                .orElse(1);
    }

    private Optional<Pointer> named(String name, Kind kind) {
        var place = Pointer.ROOT.child(name);
        if (fits(inputs.at(place), kind)) {
            return Optional.of(place);
        }
        return new TreeSet<>(inputs.members().keySet())
                .stream()
                        .map(outer -> Pointer.ROOT.child(outer).child(name))
                        .filter(inner -> fits(inputs.at(inner), kind))
                        .findFirst();
    }

    private Optional<Pointer> whole(Kind kind) {
        if (kind.isAnything()) {
            return Optional.of(Pointer.ROOT);
        }
        var fitting = new TreeSet<>(inputs.members().keySet())
                .stream()
                        .map(Pointer.ROOT::child)
                        .filter(place -> fits(inputs.at(place), kind))
                        .toList();
        return fitting.isEmpty() || (kind.isScalar() && fitting.size() > 1)
                ? Optional.empty()
                : Optional.of(fitting.getFirst());
    }

    private boolean fits(Optional<Json> value, Kind kind) {
        return value.isPresent() && mayFit(value.get(), kind) && conforms(value.get(), kind);
    }

    /** Tells most misfits without a schema, which takes long to prepare. */
    private static boolean mayFit(Json value, Kind kind) {
        if (kind.isObject()) {
            return value instanceof Json.Obj object && object.members().keySet().containsAll(kind.required());
        }
        return !(kind.schema().members().get("type") instanceof Json.Str type)
                || !SCALARS.containsKey(type.value())
                || SCALARS.get(type.value()).equals(value.type());
    }

    private boolean conforms(Json value, Kind kind) {
        return schemas.computeIfAbsent(kind.key(), key -> compile(kind))
                .map(schema -> schema.check(value).isEmpty())
                .orElse(false);
    }

    private static Optional<JsonSchema> compile(Kind kind) {
        try {
            return Optional.of(JsonSchema.compile(kind.schema()));
        } catch (InputException e) {
            return Optional.empty(); // what cannot be checked is not taken
        }
    }

    /** Whether an argument that comes from the goal may still come from the same place, and others from elsewhere. */
    boolean stillGives(Action.Arg arg, boolean each) {
        var place = each ? placeForList(arg.slot()) : placeFor(arg.slot());
        return place.equals(Optional.ofNullable(arg.given()));
    }

    Json.Obj inputs() {
        return inputs;
    }
}
