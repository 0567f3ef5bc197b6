package io.naestro.testkit;

import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** In how many places two values differ, and where first. */
final class Difference {
    private int places;
    private @Nullable String first;

    private Difference() {}

    static Difference between(Json recorded, Json asked) {
        var difference = new Difference();
        difference.compare(recorded, asked, Pointer.ROOT);
        return difference;
    }

    int places() {
        return places;
    }

    /** The first place, with what was recorded there and what was asked; "nowhere" when the two are equal. */
    String first() {
        return first == null ? "nowhere" : first;
    }

    private void compare(@Nullable Json recorded, @Nullable Json asked, Pointer at) {
        if (recorded instanceof Json.Obj was && asked instanceof Json.Obj is) {
            var names = new LinkedHashSet<>(was.members().keySet());
            names.addAll(is.members().keySet());
            names.forEach(name -> compare(was.members().get(name), is.members().get(name), at.child(name)));
        } else if (recorded instanceof Json.Arr was && asked instanceof Json.Arr is) {
            var longest = Math.max(was.items().size(), is.items().size());
            for (var i = 0; i < longest; i++) {
                compare(item(was, i), item(is, i), at.child(i));
            }
        } else if (recorded == null || !recorded.equals(asked)) {
            places++;
            first = first == null ? at + ": recorded " + shown(recorded) + ", asked " + shown(asked) : first;
        }
    }

    private static @Nullable Json item(Json.Arr array, int index) {
        return index < array.items().size() ? array.items().get(index) : null;
    }

    private static String shown(@Nullable Json value) {
        return value == null ? "nothing" : "'" + InputProblem.excerpt(value) + "'";
    }
}
