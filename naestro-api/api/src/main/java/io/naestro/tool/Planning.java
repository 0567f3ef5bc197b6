package io.naestro.tool;

import io.naestro.json.Pointer;
import io.naestro.plan.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a planner needs to know of a tool besides its shapes. Conditions speak of the state of the world as one JSON
 * value: at first that is the goal's inputs, and steps change it. A planner orders and chooses steps by them; nothing
 * else reads them.
 *
 * @param requires what must hold before a call; nothing unless set
 * @param ensures what holds after a call that ended well; {@link Condition.Op#EQ} sets a place,
 *     {@link Condition.Op#ABSENT} empties it, other comparisons hold from then on; nothing unless set
 * @param reveals places of the state that a call finds out, with where they stand in its result; none unless set
 * @param consumes how much of which resource a call uses up, by name; nothing unless set
 * @param excludes names of things that only one step at a time may use; none unless set
 * @param duration how long a call usually takes; no time unless set
 * @param tokens how many model tokens a call usually takes; 0 unless set
 * @param risk how likely a call fails or does harm, from 0 to 1; 0 unless set
 */
public record Planning(
        List<Condition> requires,
        List<Condition> ensures,
        List<Reveal> reveals,
        Map<String, Long> consumes,
        Set<String> excludes,
        Duration duration,
        long tokens,
        double risk) {

    /** Nothing to say; the default. */
    public static final Planning NONE =
            new Planning(List.of(), List.of(), List.of(), Map.of(), Set.of(), Duration.ZERO, 0, 0);

    public Planning {
        if (duration.isNegative() || tokens < 0) {
            throw new IllegalArgumentException(
                    "duration '" + duration + "' and tokens '" + tokens + "' must not be negative");
        }
        if (!(risk >= 0 && risk <= 1)) {
            throw new IllegalArgumentException("risk '" + risk + "' must lie between 0 and 1");
        }
        consumes.forEach((resource, amount) -> {
            if (amount < 0) {
                throw new IllegalArgumentException(
                        "consumes '" + amount + "' of '" + resource + "', which must not be negative");
            }
        });
        requires = List.copyOf(requires);
        ensures = List.copyOf(ensures);
        reveals = List.copyOf(reveals);
        consumes = Collections.unmodifiableMap(new TreeMap<>(consumes));
        excludes = Collections.unmodifiableSet(new TreeSet<>(excludes));
    }

    /**
     * A place of the state that a call finds out.
     *
     * @param state the place in the state
     * @param output where it stands in the result
     */
    public record Reveal(Pointer state, Pointer output) {}

    Planning requiring(Condition condition) {
        return new Planning(more(requires, condition), ensures, reveals, consumes, excludes, duration, tokens, risk);
    }

    Planning ensuring(Condition condition) {
        return new Planning(requires, more(ensures, condition), reveals, consumes, excludes, duration, tokens, risk);
    }

    Planning revealing(Reveal reveal) {
        return new Planning(requires, ensures, more(reveals, reveal), consumes, excludes, duration, tokens, risk);
    }

    Planning consuming(String resource, long amount) {
        var all = new TreeMap<>(consumes);
        all.put(resource, amount);
        return new Planning(requires, ensures, reveals, all, excludes, duration, tokens, risk);
    }

    Planning excluding(String thing) {
        var all = new TreeSet<>(excludes);
        all.add(thing);
        return new Planning(requires, ensures, reveals, consumes, all, duration, tokens, risk);
    }

    Planning taking(Duration time, long used) {
        return new Planning(requires, ensures, reveals, consumes, excludes, time, used, risk);
    }

    Planning risking(double chance) {
        return new Planning(requires, ensures, reveals, consumes, excludes, duration, tokens, chance);
    }

    private static <T> List<T> more(List<T> all, T one) {
        var more = new ArrayList<>(all);
        more.add(one);
        return more;
    }
}
