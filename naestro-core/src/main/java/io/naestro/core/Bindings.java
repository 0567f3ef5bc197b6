package io.naestro.core;

import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts values together as bindings say, with where each part comes from. */
final class Bindings {
    private final Payload input;
    private final Results results;
    private final @Nullable Payload item;

    /** Results of steps. */
    @FunctionalInterface
    interface Results {
        /** The result of a step that ended well. */
        Payload of(String step);

        /** Whether a step ended well. */
        default boolean has(String step) {
            return true;
        }
    }

    /** A value is not there although the plan was valid: the data do not have what the author expected. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    Bindings(Payload input, Results results, @Nullable Payload item) {
        this.input = input;
        this.results = results;
        this.item = item;
    }

    /**
     * The value of a binding.
     *
     * @throws Missing if a place does not exist
     */
    Payload value(Binding binding) {
        return switch (binding) {
            case Binding.InputBinding from -> at(input, from.at(), "the input");
            case Binding.StepBinding from ->
                at(results.of(from.step()), from.at(), "the result of step '" + from.step() + "'");
            case Binding.ItemBinding from -> at(element(), from.at(), "the element");
            case Binding.LiteralBinding literal -> Payload.of(literal.value(), Origin.USER);
            case Binding.ObjectBinding object -> object(there(object.members()));
            case Binding.FirstBinding first -> value(PlanInForce.choice(first, results::has));
            case Binding.ListBinding list -> list(list);
        };
    }

    /** As {@link #value}, but empty where a place does not exist. */
    Optional<Payload> ifThere(Binding binding) {
        return isThere(binding) ? Optional.of(value(binding)) : Optional.empty();
    }

    private boolean isThere(Binding binding) {
        return switch (binding) {
            case Binding.InputBinding from -> input.at(from.at()).isPresent();
            case Binding.StepBinding from ->
                results.of(from.step()).at(from.at()).isPresent();
            case Binding.ItemBinding from -> element().at(from.at()).isPresent();
            case Binding.FirstBinding first -> isThere(PlanInForce.choice(first, results::has));
            default -> true;
        };
    }

    /** A member whose place does not exist is left out; whoever reads the object says which members it needs. */
    private Map<String, Binding> there(Map<String, Binding> members) {
        var there = new LinkedHashMap<>(members);
        there.values().removeIf(member -> !isThere(member));
        return there;
    }

    /** The value of bindings by name, as one object; sorted, so that equal plans lead to equal requests. */
    Payload object(Map<String, Binding> members) {
        var whole = new Parts();
        var values = new LinkedHashMap<String, Json>();
        new TreeMap<>(members)
                .forEach((name, member) -> values.put(name, whole.add(Pointer.ROOT.child(name), value(member))));
        return whole.payload(new Json.Obj(values));
    }

    private Payload list(Binding.ListBinding list) {
        var whole = new Parts();
        var values = new ArrayList<Json>();
        for (var binding : list.items()) {
            values.add(whole.add(Pointer.ROOT.child(values.size()), value(binding)));
        }
        return whole.payload(new Json.Arr(values));
    }

    private Payload element() {
        if (item == null) {
            throw new Missing("there is no element here; only the body of a map step has one");
        }
        return item;
    }

    private static Payload at(Payload payload, Pointer place, String what) {
        return payload.at(place).orElseThrow(() -> new Missing(what + " has no place '" + place + "'"));
    }

    /** Collects origins and labels of parts below one root. */
    static final class Parts {
        private final Map<Pointer, Origin> origins = new LinkedHashMap<>();
        private final Map<Pointer, Set<Label>> labels = new LinkedHashMap<>();

        Parts() {
            origins.put(Pointer.ROOT, Origin.SELF);
        }

        Json add(Pointer place, Payload part) {
            origins.put(place, part.originOf(Pointer.ROOT));
            part.origins().forEach((where, origin) -> origins.put(place.then(where), origin));
            part.labels().forEach((where, set) -> labels.put(place.then(where), set));
            return part.value();
        }

        Payload payload(Json value) {
            return new Payload(value, origins, labels);
        }
    }
}
