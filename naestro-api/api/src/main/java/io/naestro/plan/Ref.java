package io.naestro.plan;

import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import java.util.List;

/**
 * A typed handle to a value that will exist when the plan runs: the plan's input, an earlier step's result, a part of
 * either, or a constant. A step that reads a reference runs after the step that yields it; nothing else orders steps.
 *
 * @param <T> the type of the value
 */
public interface Ref<T> {

    /** A short name for the value, used where a model is shown it: {@code input} or the step's id, for example. */
    String name();

    /** Where the value comes from, as data. */
    Binding binding();

    /** The shape of the value. */
    Shape<T> shape();

    /**
     * A part of this value. That the part exists and fits is checked by the plan validator, not by the compiler.
     *
     * @param pointer the place of the part, such as {@code /address/city}
     * @param type the class of the part
     * @param <P> the type of the part
     */
    default <P> Ref<P> at(String pointer, Class<P> type) {
        return at(pointer, Shape.of(type));
    }

    /**
     * A part of this value that is a list.
     *
     * @param pointer the place of the part
     * @param element the class of each element
     * @param <P> the type of an element
     */
    default <P> Ref<List<P>> listAt(String pointer, Class<P> element) {
        return at(pointer, Shape.listOf(element));
    }

    /**
     * A part of this value.
     *
     * @param pointer the place of the part
     * @param shape the shape of the part
     * @param <P> the type of the part
     */
    default <P> Ref<P> at(String pointer, Shape<P> shape) {
        var place = Pointer.of(pointer);
        var last = place.isRoot() ? name() : place.segments().getLast();
        return new Part<>(last, binding().at(place), shape);
    }

    /**
     * A plain reference.
     *
     * @param name a short name for the value
     * @param binding where the value comes from
     * @param shape the shape of the value
     * @param <T> the type of the value
     */
    record Part<T>(String name, Binding binding, Shape<T> shape) implements Ref<T> {}
}
