package io.naestro.core.planner;

import io.naestro.base.JsonText;
import io.naestro.core.plan.Conditions;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Condition;
import io.naestro.tool.Planning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Conditions on the state of the world, taken apart into comparisons that hold or do not. */
final class Literals {
    private static final int MOST = 64;

    private Literals() {}

    /**
     * A comparison that shall hold, or shall not.
     *
     * @param atom the comparison
     * @param positive whether it shall hold
     */
    record Literal(Condition.CompareCondition atom, boolean positive) implements Comparable<Literal> {
        Literal not() {
            return new Literal(atom, !positive);
        }

        /** Whether it holds of a value. */
        boolean holds(Json state) {
            return Conditions.holds(atom, state) == positive;
        }

        /** The same as a condition. */
        Condition condition() {
            return positive ? atom : Condition.not(atom);
        }

        /** The same for a value that stands at that place of the state. */
        Literal below(Pointer place) {
            var rest = atom.path()
                    .segments()
                    .subList(place.segments().size(), atom.path().segments().size());
            return new Literal(new Condition.CompareCondition(new Pointer(rest), atom.op(), atom.value()), positive);
        }

        @Override
        public int compareTo(Literal other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            var words = atom.path() + " " + atom.op()
                    + (atom.op() == Condition.Op.EXISTS || atom.op() == Condition.Op.ABSENT
                            ? ""
                            : " " + JsonText.write(atom.value()));
            return positive ? words : "not " + words;
        }
    }

    /** The ways in which all conditions can hold, each a set of comparisons; the first 64 of very many. */
    static List<SortedSet<Literal>> ways(List<Condition> conditions) {
        List<SortedSet<Literal>> ways = List.of(new TreeSet<>());
        for (var condition : conditions) {
            ways = both(ways, ways(condition, true));
        }
        return ways;
    }

    private static List<SortedSet<Literal>> ways(Condition condition, boolean positive) {
        return switch (condition) {
            case Condition.CompareCondition compare -> List.of(new TreeSet<>(List.of(new Literal(compare, positive))));
            case Condition.NotCondition not -> ways(not.part(), !positive);
            case Condition.AllCondition all -> positive ? each(all.parts(), true) : any(all.parts(), false);
            case Condition.AnyCondition any -> positive ? any(any.parts(), true) : each(any.parts(), false);
        };
    }

    private static List<SortedSet<Literal>> each(List<Condition> parts, boolean positive) {
        List<SortedSet<Literal>> ways = List.of(new TreeSet<>());
        for (var part : parts) {
            ways = both(ways, ways(part, positive));
        }
        return ways;
    }

    private static List<SortedSet<Literal>> any(List<Condition> parts, boolean positive) {
        return parts.stream()
                .flatMap(part -> ways(part, positive).stream())
                .limit(MOST)
                .toList();
    }

    private static List<SortedSet<Literal>> both(List<SortedSet<Literal>> some, List<SortedSet<Literal>> others) {
        var ways = new ArrayList<SortedSet<Literal>>();
        for (var one : some) {
            for (var other : others) {
                var together = new TreeSet<>(one);
                together.addAll(other);
                if (together.stream().noneMatch(literal -> together.contains(literal.not()))) {
                    ways.add(together);
                }
            }
        }
        return ways.subList(0, Math.min(MOST, ways.size()));
    }

    /** What became of a comparison. */
    enum Change {
        TRUE,
        FALSE,
        UNKNOWN,
        NONE
    }

    /** What a call makes of a comparison; the last thing it ensures about the place counts. */
    static Change change(Planning planning, Condition.CompareCondition atom) {
        var change = Change.NONE;
        for (var ensured : planning.ensures()) {
            var next = change(ensured, atom);
            change = next == Change.NONE ? change : next;
        }
        return change;
    }

    private static Change change(Condition ensured, Condition.CompareCondition atom) {
        return switch (ensured) {
            case Condition.AllCondition all -> {
                var change = Change.NONE;
                for (var part : all.parts()) {
                    var next = change(part, atom);
                    change = next == Change.NONE ? change : next;
                }
                yield change;
            }
            case Condition.CompareCondition compare -> compared(compare, atom);
            case Condition.NotCondition not -> touches(not.part(), atom) ? negated(not.part(), atom) : Change.NONE;
            case Condition.AnyCondition any -> touches(any, atom) ? Change.UNKNOWN : Change.NONE;
        };
    }

    private static Change negated(Condition part, Condition.CompareCondition atom) {
        return part.equals(atom) ? Change.FALSE : Change.UNKNOWN;
    }

    private static boolean touches(Condition condition, Condition.CompareCondition atom) {
        return switch (condition) {
            case Condition.CompareCondition compare ->
                compare.path().covers(atom.path()) || atom.path().covers(compare.path());
            case Condition.NotCondition not -> touches(not.part(), atom);
            case Condition.AllCondition all -> all.parts().stream().anyMatch(part -> touches(part, atom));
            case Condition.AnyCondition any -> any.parts().stream().anyMatch(part -> touches(part, atom));
        };
    }

    private static Change compared(Condition.CompareCondition ensured, Condition.CompareCondition atom) {
        if (!touches(ensured, atom)) {
            return Change.NONE;
        }
        if (ensured.equals(atom)) {
            return Change.TRUE;
        }
        return ensured.path().covers(atom.path()) ? inside(ensured, atom) : around(ensured, atom);
    }

    /** A comparison of a part of what is ensured. */
    private static Change inside(Condition.CompareCondition ensured, Condition.CompareCondition atom) {
        var part = new Literal(atom, true).below(ensured.path());
        return switch (ensured.op()) {
            case EQ -> part.holds(ensured.value()) ? Change.TRUE : Change.FALSE;
            case ABSENT -> atom.op() == Condition.Op.ABSENT ? Change.TRUE : Change.FALSE;
            default -> part.atom().path().isRoot() ? there(atom) : Change.UNKNOWN;
        };
    }

    /** A comparison of something of which a part is ensured. */
    private static Change around(Condition.CompareCondition ensured, Condition.CompareCondition atom) {
        return ensured.op() == Condition.Op.ABSENT
                ? (atom.op() == Condition.Op.EXISTS || atom.op() == Condition.Op.ABSENT ? Change.NONE : Change.UNKNOWN)
                : there(atom);
    }

    private static Change there(Condition.CompareCondition atom) {
        return switch (atom.op()) {
            case EXISTS -> Change.TRUE;
            case ABSENT -> Change.FALSE;
            default -> Change.UNKNOWN;
        };
    }

    /** What a tool finds out about the place of a comparison, or empty when it finds out nothing about it. */
    static Optional<Planning.Reveal> reveal(Planning planning, Condition.CompareCondition atom) {
        return planning.reveals().stream()
                .filter(reveal -> reveal.state().covers(atom.path()))
                .findFirst();
    }
}
