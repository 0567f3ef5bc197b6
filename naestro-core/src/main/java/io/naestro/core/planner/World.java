package io.naestro.core.planner;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A planning problem: what holds, what can be done, and what shall hold. This is the form that every search works on,
 * whether the operators are tools, methods or something of the host's own. The order in which facts and operators are
 * given means nothing.
 *
 * @param initially what holds at first
 * @param operators what can be done
 * @param goal what shall hold in the end
 * @param limits the most of each resource that a plan may use, by name; a resource that is not named has no limit
 * @param horizon the longest that a plan may take when whatever can is done side by side, in the unit of the operators'
 *     durations
 */
public record World(
        SortedSet<String> initially,
        List<Operator> operators,
        SortedSet<String> goal,
        SortedMap<String, Long> limits,
        long horizon) {

    public World {
        initially = sorted(initially);
        operators = List.copyOf(operators);
        goal = sorted(goal);
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }

    /**
     * A world without limits.
     *
     * @param initially what holds at first
     * @param operators what can be done
     * @param goal what shall hold in the end
     */
    public static World of(Set<String> initially, List<Operator> operators, Set<String> goal) {
        return new World(new TreeSet<>(initially), operators, new TreeSet<>(goal), new TreeMap<>(), Long.MAX_VALUE);
    }

    /**
     * A copy with one limit more.
     *
     * @param resource the resource
     * @param most the most of it that a plan may use
     */
    public World withLimit(String resource, long most) {
        var more = new TreeMap<>(limits);
        more.put(resource, most);
        return new World(initially, operators, goal, more, horizon);
    }

    /**
     * A copy with that horizon.
     *
     * @param longest the longest that a plan may take
     */
    public World withHorizon(long longest) {
        return new World(initially, operators, goal, limits, longest);
    }

    /**
     * Something that can be done, as often as it is needed.
     *
     * @param name its name, unique in the world
     * @param needs what must hold before
     * @param adds what holds after
     * @param deletes what holds no longer after, unless it is also added
     * @param cost what it costs, at least 0 and at most 2^40
     * @param uses how much of which resource it uses up
     * @param duration how long it takes, at least 0
     */
    public record Operator(
            String name,
            SortedSet<String> needs,
            SortedSet<String> adds,
            SortedSet<String> deletes,
            long cost,
            SortedMap<String, Long> uses,
            long duration) {
        private static final long MOST = 1L << 40;

        public Operator {
            if (cost < 0 || cost > MOST || duration < 0) {
                throw new IllegalArgumentException(
                        "operator '" + name + "': cost '" + cost + "' must lie between 0 and " + MOST
                                + ", and duration '" + duration + "' must not be negative");
            }
            needs = sorted(needs);
            adds = sorted(adds);
            deletes = sorted(deletes);
            uses = Collections.unmodifiableSortedMap(new TreeMap<>(uses));
        }

        /**
         * An operator that deletes nothing, uses up nothing and takes no time.
         *
         * @param name its name
         * @param cost what it costs
         * @param needs what must hold before
         * @param adds what holds after
         */
        public static Operator of(String name, long cost, Set<String> needs, Set<String> adds) {
            return new Operator(
                    name, new TreeSet<>(needs), new TreeSet<>(adds), new TreeSet<>(), cost, new TreeMap<>(), 0);
        }

        /**
         * A copy that makes facts hold no longer.
         *
         * @param facts the facts
         */
        public Operator deleting(Set<String> facts) {
            return new Operator(name, needs, adds, new TreeSet<>(facts), cost, uses, duration);
        }

        /**
         * A copy that uses up resources.
         *
         * @param amounts how much of which
         */
        public Operator using(Map<String, Long> amounts) {
            return new Operator(name, needs, adds, deletes, cost, new TreeMap<>(amounts), duration);
        }

        /**
         * A copy that takes time.
         *
         * @param time how long
         */
        public Operator taking(long time) {
            return new Operator(name, needs, adds, deletes, cost, uses, time);
        }
    }

    private static SortedSet<String> sorted(Set<String> facts) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(facts));
    }
}
