package io.naestro.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random JSON values for properties. Names are few, so that places of different values meet. */
public final class Jsons {
    private Jsons() {}

    /** Values of every type, at most three levels deep. */
    public static Arbitrary<Json> values() {
        return Arbitraries.recursive(
                Jsons::scalars, inner -> Arbitraries.oneOf(scalars(), arrays(inner), objects(inner)), 0, 3);
    }

    /** Objects, at most four levels deep. */
    public static Arbitrary<Json> objects() {
        return objects(values());
    }

    /** Names with the characters that pointers escape. */
    public static Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "", "0", "1", "a/b", "~", "~1", "é\n");
    }

    /** Every place in a value, the root first. */
    public static List<Pointer> places(Json json) {
        var places = new ArrayList<Pointer>();
        collect(json, Pointer.ROOT, places);
        return places;
    }

    private static void collect(Json json, Pointer here, List<Pointer> places) {
        places.add(here);
        if (json instanceof Json.Obj object) {
            object.members().forEach((name, value) -> collect(value, here.child(name), places));
        } else if (json instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                collect(array.items().get(i), here.child(i), places);
            }
        }
    }

    private static Arbitrary<Json> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.just(Json.NULL),
                Arbitraries.of(true, false).map(Json::of),
                Arbitraries.bigDecimals().map(Json::of),
                Arbitraries.strings().ofMaxLength(20).map(Json::of));
    }

    private static Arbitrary<Json> arrays(Arbitrary<Json> inner) {
        return inner.list().ofMaxSize(4).map(Json.Arr::new);
    }

    private static Arbitrary<Json> objects(Arbitrary<Json> inner) {
        var member = Combinators.combine(names(), inner).as(java.util.Map::entry);
        return member.list().ofMaxSize(4).map(members -> {
            var map = new LinkedHashMap<String, Json>();
            members.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
            return new Json.Obj(map);
        });
    }
}
