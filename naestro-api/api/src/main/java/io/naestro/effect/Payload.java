package io.naestro.effect;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * A value with where each part of it comes from. Values travel through a run as payloads, so that a policy can tell a
 * destination that the user typed from one that stood in a web page.
 *
 * @param value the value
 * @param origins origins by place; a place without one has that of the nearest place above it, and without any it is
 *     {@link Origin#UNKNOWN}
 * @param labels labels by place; a place has its own and those of all places above it
 */
public record Payload(Json value, Map<Pointer, Origin> origins, Map<Pointer, Set<Label>> labels) {
    /** RFC 6901 uses it for the item after the last one, which no value has. */
    private static final String EACH = "-";

    private static final Json HIDDEN = Json.of("[hidden]");

    public Payload {
        origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        var copy = new LinkedHashMap<Pointer, Set<Label>>();
        labels.forEach((place, set) -> copy.put(place, Set.copyOf(set)));
        labels = Collections.unmodifiableMap(copy);
    }

    /**
     * A value that comes from one place as a whole.
     *
     * @param value the value
     * @param origin where it comes from
     */
    public static Payload of(Json value, Origin origin) {
        return new Payload(value, Map.of(Pointer.ROOT, origin), Map.of());
    }

    /**
     * A value whose fields come from where a contract says. A place that is named twice has the less trusted origin.
     *
     * @param value the value
     * @param fields origins by place; the segment {@code -} stands for every item of a list and every member of an
     *     object, so that {@code /-/sender} is the sender of each record. What no place covers is
     *     {@link Origin#UNKNOWN}.
     */
    public static Payload of(Json value, Map<Pointer, Origin> fields) {
        if (fields.isEmpty()) {
            return new Payload(value, Map.of(), Map.of());
        }
        var origins = new LinkedHashMap<Pointer, Origin>();
        fields.entrySet().stream()
                .sorted(Comparator.comparing(field -> field.getKey().toString())) // the same in every process
                .forEach(field -> spread(
                        value, Pointer.ROOT, field.getKey().segments(), field.getValue(), origins, Origin::worse));
        return new Payload(value, origins, Map.of());
    }

    /**
     * This object with one member more, or with another value for it.
     *
     * @param name the member's name
     * @param part its value, with the origins and labels of its parts
     * @throws IllegalStateException if the value is no object
     */
    public Payload adding(String name, Payload part) {
        if (!(value instanceof Json.Obj object)) {
            throw new IllegalStateException("only an object has members; this is " + value);
        }
        var place = Pointer.ROOT.child(name);
        var inner = new LinkedHashMap<>(origins);
        inner.keySet().removeIf(place::covers);
        inner.put(place, part.originOf(Pointer.ROOT));
        part.origins().forEach((where, origin) -> inner.put(place.then(where), origin));
        var marks = new LinkedHashMap<>(labels);
        marks.keySet().removeIf(place::covers);
        part.labels().forEach((where, set) -> marks.put(place.then(where), set));
        return new Payload(object.with(name, part.value()), inner, marks);
    }

    /**
     * This payload with labels at places, besides those that it has.
     *
     * @param fields labels by place; the segment {@code -} stands for every item of a list and every member of an
     *     object
     */
    public Payload labeled(Map<Pointer, Set<Label>> fields) {
        if (fields.isEmpty()) {
            return this;
        }
        var all = new LinkedHashMap<>(labels);
        fields.entrySet().stream()
                .sorted(Comparator.comparing(field -> field.getKey().toString())) // the same in every process
                .forEach(field ->
                        spread(value, Pointer.ROOT, field.getKey().segments(), field.getValue(), all, Payload::both));
        return new Payload(value, origins, all);
    }

    private static Set<Label> both(Set<Label> one, Set<Label> other) {
        var both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    /**
     * This payload without what has one of these labels: in the place of each such part stands the text
     * {@code [hidden]}, which has no label. What has no label at its own place but holds parts that have is kept, but
     * for those parts.
     *
     * @param what the labels
     */
    public Payload hiding(Set<Label> what) {
        var hidden = labels.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(what::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (hidden.isEmpty()) {
            return this;
        }
        var kept = new LinkedHashMap<>(labels);
        kept.keySet().removeIf(place -> hidden.stream().anyMatch(covering -> covering.covers(place)));
        return new Payload(hide(value, Pointer.ROOT, hidden), origins, kept);
    }

    private static Json hide(Json here, Pointer at, Set<Pointer> hidden) {
        if (hidden.contains(at)) {
            return HIDDEN;
        }
        return switch (here) {
            case Json.Obj object -> {
                var members = new LinkedHashMap<String, Json>();
                object.members().forEach((name, part) -> members.put(name, hide(part, at.child(name), hidden)));
                yield new Json.Obj(members);
            }
            case Json.Arr list -> {
                var items = new ArrayList<Json>();
                for (var item : list.items()) {
                    items.add(hide(item, at.child(items.size()), hidden));
                }
                yield new Json.Arr(items);
            }
            default -> here;
        };
    }

    private static <T> void spread(
            Json here, Pointer at, List<String> rest, T mark, Map<Pointer, T> marks, BinaryOperator<T> merge) {
        if (rest.isEmpty()) {
            marks.merge(at, mark, merge);
            return;
        }
        var below = rest.subList(1, rest.size());
        if (!rest.getFirst().equals(EACH)) {
            var place = new Pointer(List.of(rest.getFirst()));
            here.at(place).ifPresent(part -> spread(part, at.then(place), below, mark, marks, merge));
        } else if (here instanceof Json.Arr list) {
            for (int i = 0; i < list.items().size(); i++) {
                spread(list.items().get(i), at.child(i), below, mark, marks, merge);
            }
        } else if (here instanceof Json.Obj object) {
            object.members().forEach((name, part) -> spread(part, at.child(name), below, mark, marks, merge));
        }
    }

    /**
     * Where the value at a place comes from.
     *
     * @param place the place
     */
    public Origin originOf(Pointer place) {
        for (var here = place; ; here = here.parent()) {
            var origin = origins.get(here);
            if (origin != null || here.isRoot()) {
                return origin == null ? Origin.UNKNOWN : origin;
            }
        }
    }

    /**
     * The labels that count for the value at a place: its own and those of all places above it.
     *
     * @param place the place
     */
    public Set<Label> labelsOf(Pointer place) {
        var all = EnumSet.noneOf(Label.class);
        labels.forEach((where, set) -> {
            if (where.covers(place)) {
                all.addAll(set);
            }
        });
        return Collections.unmodifiableSet(all);
    }

    /** The labels of all parts. */
    public Set<Label> allLabels() {
        var all = EnumSet.noneOf(Label.class);
        labels.values().forEach(all::addAll);
        return Collections.unmodifiableSet(all);
    }

    /** The least trusted origin of any part of the value. */
    public Origin worst() {
        return origins.values().stream().reduce(originOf(Pointer.ROOT), Origin::worse);
    }

    /**
     * The part at a place, with the origins and labels of its parts, or empty when there is no such place.
     *
     * @param place the place
     */
    public Optional<Payload> at(Pointer place) {
        return value.at(place).map(part -> part(part, place));
    }

    private Payload part(Json part, Pointer place) {
        if (place.isRoot()) {
            return this;
        }
        var inner = new LinkedHashMap<Pointer, Origin>();
        inner.put(Pointer.ROOT, originOf(place));
        origins.forEach((where, origin) -> {
            if (place.covers(where)) {
                inner.put(below(where, place), origin);
            }
        });
        var marks = new LinkedHashMap<Pointer, Set<Label>>();
        labels.forEach((where, set) -> {
            if (place.covers(where)) {
                marks.put(below(where, place), set);
            }
        });
        var here = labelsOf(place);
        if (!here.isEmpty()) {
            marks.put(Pointer.ROOT, here);
        }
        return new Payload(part, inner, marks);
    }

    private static Pointer below(Pointer where, Pointer place) {
        return new Pointer(where.segments()
                .subList(place.segments().size(), where.segments().size()));
    }
}
