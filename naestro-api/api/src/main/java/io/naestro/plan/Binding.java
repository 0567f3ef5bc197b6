package io.naestro.plan;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where a value comes from when the plan runs: data, so that it can be stored, compared and checked. */
public sealed interface Binding {

    /**
     * A part of the plan's input.
     *
     * @param at the place in the input
     */
    record InputBinding(Pointer at) implements Binding {}

    /**
     * A part of a step's result.
     *
     * @param step the step's id
     * @param at the place in the result
     */
    record StepBinding(String step, Pointer at) implements Binding {}

    /**
     * A part of the element that a map step is working on; allowed only inside its body.
     *
     * @param at the place in the element
     */
    record ItemBinding(Pointer at) implements Binding {}

    /**
     * A constant, written by the author of the plan.
     *
     * @param value the constant
     */
    record LiteralBinding(Json value) implements Binding {}

    /**
     * An object put together from other bindings.
     *
     * @param members the bindings by member name, in order
     */
    record ObjectBinding(Map<String, Binding> members) implements Binding {
        public ObjectBinding {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /**
     * A list put together from other bindings.
     *
     * @param items the bindings, in order
     */
    record ListBinding(List<Binding> items) implements Binding {
        public ListBinding {
            items = List.copyOf(items);
        }
    }

    /**
     * The first of several values that is there: of steps under different conditions, the one that ran. A value that
     * reads the result of a step that was skipped is not there.
     *
     * @param choices the bindings, in order, at least one
     */
    record FirstBinding(List<Binding> choices) implements Binding {
        public FirstBinding {
            choices = List.copyOf(choices);
            if (choices.isEmpty()) {
                throw new IllegalArgumentException("the first of no values is none; give at least one");
            }
        }
    }

    /**
     * The binding of a part of what this binding names.
     *
     * @param place the place of the part
     * @throws IllegalArgumentException if this binding is put together or constant and has no such place
     */
    default Binding at(Pointer place) {
        if (place.isRoot()) {
            return this;
        }
        return switch (this) {
            case InputBinding input -> new InputBinding(input.at().then(place));
            case StepBinding step -> new StepBinding(step.step(), step.at().then(place));
            case ItemBinding item -> new ItemBinding(item.at().then(place));
            case LiteralBinding literal ->
                new LiteralBinding(literal.value().at(place).orElseThrow(() -> missing(place)));
            case ObjectBinding object ->
                inside(object.members().get(place.segments().getFirst()), place);
            case FirstBinding first ->
                new FirstBinding(
                        first.choices().stream().map(choice -> choice.at(place)).toList());
            case ListBinding list -> inside(item(list.items(), place.segments().getFirst()), place);
        };
    }

    private static @Nullable Binding item(List<Binding> items, String index) {
        return IntStream.range(0, items.size())
                .filter(i -> Integer.toString(i).equals(index))
                .mapToObj(items::get)
                .findFirst()
                .orElse(null);
    }

    private static Binding inside(@Nullable Binding member, Pointer place) {
        if (member == null) {
            throw missing(place);
        }
        return member.at(
                new Pointer(place.segments().subList(1, place.segments().size())));
    }

    private static IllegalArgumentException missing(Pointer place) {
        return new IllegalArgumentException("the value has no place '" + place + "'");
    }
}
