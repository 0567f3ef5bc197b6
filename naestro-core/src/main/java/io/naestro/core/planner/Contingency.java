package io.naestro.core.planner;

import io.naestro.core.planner.Literals.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Solves a domain. Where every plan hangs on something that nobody knows yet, but a tool can find out, it is found out
 * first, with one branch of the plan for each answer.
 */
final class Contingency {
    private static final int DEEPEST = 3;

    private final Domain domain;
    private final SortedMap<String, Long> limits;
    private final long horizon;
    private final Effort effort;

    Contingency(Domain domain, SortedMap<String, Long> limits, long horizon, Effort effort) {
        this.domain = domain;
        this.limits = limits;
        this.horizon = horizon;
        this.effort = effort;
    }

    /**
     * What a tool found out.
     *
     * @param literal what holds then
     * @param sensor who found it out
     */
    record Finding(Literal literal, Catalog.Entry sensor) {}

    /**
     * What is done in one course of events.
     *
     * @param path what was found out, in order
     * @param world what was to be solved
     * @param solution what to do then
     */
    record Course(List<Finding> path, World world, Solution solution) {}

    /**
     * Everything that may be done.
     *
     * @param courses the courses of events, at least one; a single one when nothing has to be found out
     * @param hopeless findings with which there is no plan
     */
    record Tree(List<Course> courses, List<Finding> hopeless) {
        /** The cost of the dearest course. */
        long cost() {
            return courses.stream()
                    .mapToLong(course -> course.solution().cost())
                    .max()
                    .orElse(0);
        }

        /** What is known of the least cost: nothing where there are branches. */
        long atLeast() {
            return courses.size() == 1 && courses.getFirst().path().isEmpty()
                    ? courses.getFirst().solution().atLeast()
                    : 0;
        }

        boolean isOptimal() {
            return atLeast() == cost();
        }
    }

    /** The tree, or null when there is none; {@link #last()} then says how sure that is. */
    @Nullable Tree solve() {
        return solve(List.of());
    }

    private Solution.Outcome last = Solution.Outcome.UNKNOWN;

    Solution.Outcome last() {
        return last;
    }

    private @Nullable Tree solve(List<Finding> path) {
        var assumed = new LinkedHashMap<Literal, Catalog.Entry>();
        path.forEach(finding -> assumed.put(finding.literal(), finding.sensor()));
        var world = domain.world(assumed, limits, horizon);
        var solution = Worlds.solve(world, effort);
        last = solution.outcome();
        if (solution.found()) {
            return new Tree(List.of(new Course(path, world, solution)), List.of());
        }
        return path.size() == DEEPEST ? null : branch(path, assumed);
    }

    private @Nullable Tree branch(List<Finding> path, Map<Literal, Catalog.Entry> assumed) {
        Tree best = null;
        for (var literal : domain.unknowns()) {
            if (!assumed.containsKey(literal) && !assumed.containsKey(literal.not())) {
                for (var sensor : domain.sensors(literal)) {
                    best = better(best, branch(path, literal, sensor));
                }
            }
        }
        return best;
    }

    private @Nullable Tree branch(List<Finding> path, Literal literal, Catalog.Entry sensor) {
        var courses = new ArrayList<Course>();
        var hopeless = new ArrayList<Finding>();
        for (var found : List.of(literal, literal.not())) {
            var finding = new Finding(found, sensor);
            var longer = new ArrayList<>(path);
            longer.add(finding);
            var tree = solve(List.copyOf(longer));
            if (tree == null) {
                hopeless.add(finding);
            } else {
                courses.addAll(tree.courses());
                hopeless.addAll(tree.hopeless());
            }
        }
        return courses.isEmpty() ? null : new Tree(courses, hopeless);
    }

    /** A tree that always gets there before one that may not, then the cheaper. */
    private static @Nullable Tree better(@Nullable Tree one, @Nullable Tree other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (one.hopeless().size() != other.hopeless().size()) {
            return one.hopeless().size() < other.hopeless().size() ? one : other;
        }
        return one.cost() <= other.cost() ? one : other;
    }
}
