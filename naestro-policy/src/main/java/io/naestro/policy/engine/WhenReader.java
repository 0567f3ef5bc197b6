package io.naestro.policy.engine;

import io.naestro.base.Quantities;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code when}. */
final class WhenReader {
    private static final Map<String, DayOfWeek> DAYS = Arrays.stream(DayOfWeek.values())
            .collect(Collectors.toMap(day -> Words.word(day).substring(0, 3), Function.identity()));

    private final Problems problems;

    WhenReader(Problems problems) {
        this.problems = problems;
    }

    When read(Json.Obj when, Pointer at) {
        var cost = Fields.object(when, "cost");
        var time = when.get("time").map(value -> window((Json.Obj) value, at.child("time")));
        return new When(
                Fields.texts(when, "purpose"),
                money(cost, at.child("cost"), "up-to"),
                money(cost, at.child("cost"), "above"),
                time.orElse(null));
    }

    private @Nullable Money money(Json.Obj cost, Pointer at, String member) {
        return cost.get(member)
                .flatMap(text -> problems.read(at.child(member), () -> Quantities.money(Fields.text(text))))
                .orElse(null);
    }

    private @Nullable Window window(Json.Obj time, Pointer at) {
        var days = Fields.texts(time, "days").stream().map(DAYS::get).collect(Collectors.toSet());
        var zone = problems.read(at.child("zone"), () -> zone(Fields.text(time, "zone")));
        return zone.map(where -> new Window(
                        days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                        second(time, "from"),
                        second(time, "to"),
                        where))
                .orElse(null);
    }

    /** The schema has checked the form. */
    private static int second(Json.Obj time, String member) {
        return time.get(member)
                .map(text -> LocalTime.parse(Fields.text(text)).toSecondOfDay())
                .orElse(0);
    }

    private static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneId.of("UTC") : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Problems.refuse(name, "is not a time zone", "UTC", "+02:00", "Europe/Berlin");
        }
    }
}
