package io.naestro.core.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Search where facts are deleted, so that order matters. First greedily, by relaxed plans and the operators that they
 * use, to have a plan at all; then that plan is trimmed; then A* with a lower bound looks for the cheapest until it is
 * found, or the effort is spent.
 */
final class StateSearch {
    private static final int BOOST = 1_000;

    private final Problem problem;
    private final Effort effort;
    private final Relaxation relaxation;
    private final int[] missing;
    private long nodes;

    StateSearch(Problem problem, Effort effort) {
        this.problem = problem;
        this.effort = effort;
        relaxation = new Relaxation(problem);
        missing = new int[problem.size()];
    }

    Solution solve() {
        if (!problem.reachable) {
            return Solution.none(null, 0);
        }
        var first = new Greedy().run();
        var plan = first.plan == null || problem.horizon != Long.MAX_VALUE ? first.plan : trim(first.plan);
        if (first.plan == null && first.exhausted) {
            return nothing();
        }
        var second = new Cheapest(plan).run();
        if (second.plan == null) {
            return second.exhausted ? nothing() : Solution.none((Long) second.atLeast, nodes);
        }
        var cost = cost(second.plan);
        return new Solution(
                Sequence.of(problem, second.plan).tasks(),
                cost,
                second.atLeast,
                second.atLeast >= cost ? Solution.Outcome.OPTIMAL : Solution.Outcome.FOUND,
                nodes);
    }

    /** Of several ways to one place only one is followed, so a horizon that all of them pass proves nothing. */
    private Solution nothing() {
        return Solution.none(problem.horizon == Long.MAX_VALUE ? null : (Long) 0L, nodes);
    }

    /** What a search ended with; exhausted when it looked everywhere. */
    private record End(@Nullable List<Integer> plan, long atLeast, boolean exhausted) {}

    /** A place in the search: what holds, what was used up, and how one came there. */
    private record Node(BitSet facts, long[] used, @Nullable Node parent, int by, long cost) {
        List<Integer> plan() {
            var plan = new ArrayList<Integer>();
            for (Node at = this; at.parent != null; at = at.parent) {
                plan.add(at.by);
            }
            Collections.reverse(plan);
            return plan;
        }

        /** Whether anything is different from where one came from. */
        boolean leads() {
            return parent == null || !parent.facts.equals(facts);
        }

        /** What makes two places the same: with limits, also what was used up. */
        List<Object> key() {
            return used.length == 0 ? List.of(facts) : List.of(facts, LongList.of(used));
        }
    }

    private record LongList(List<Long> values) {
        static LongList of(long[] values) {
            return new LongList(Arrays.stream(values).boxed().toList());
        }
    }

    private Node root() {
        var measured = problem.caps.length + (problem.horizon == Long.MAX_VALUE ? 0 : 1);
        return new Node(problem.initially, new long[measured], null, -1, 0);
    }

    private boolean isGoal(Node node) {
        return Arrays.stream(problem.goal).allMatch(node.facts::get);
    }

    private boolean fits(Node node) {
        return problem.horizon == Long.MAX_VALUE
                || Sequence.of(problem, node.plan()).makespan() <= problem.horizon;
    }

    private BitSet applicable(BitSet facts) {
        var able = new BitSet();
        for (int operator = 0; operator < missing.length; operator++) {
            missing[operator] = problem.pre[operator].length;
            if (missing[operator] == 0) {
                able.set(operator);
            }
        }
        for (int fact = facts.nextSetBit(0); fact >= 0; fact = facts.nextSetBit(fact + 1)) {
            for (var operator : problem.needers[fact]) {
                if (--missing[operator] == 0) {
                    able.set(operator);
                }
            }
        }
        return able;
    }

    private BitSet apply(BitSet facts, int operator) {
        var after = (BitSet) facts.clone();
        Arrays.stream(problem.del[operator]).forEach(after::clear);
        Arrays.stream(problem.add[operator]).forEach(after::set);
        return after;
    }

    private Node child(Node node, int operator) {
        var used = new long[node.used.length];
        Arrays.setAll(used, i -> node.used[i] + use(operator, i));
        return new Node(apply(node.facts, operator), used, node, operator, node.cost + problem.cost[operator]);
    }

    /** What an operator uses up; the last of all, where there is a horizon, is time. */
    private long use(int operator, int resource) {
        return resource < problem.caps.length
                ? problem.uses[operator][resource]
                : problem.operators.get(operator).duration();
    }

    private boolean withinCaps(Node node) {
        return fits(node) && IntStream.range(0, problem.caps.length).allMatch(i -> node.used[i] <= problem.caps[i]);
    }

    private long cost(List<Integer> plan) {
        return plan.stream().mapToLong(operator -> problem.cost[operator]).sum();
    }

    // ---- a plan at all ----

    /** A way on that was not taken yet, with the estimate of the place it leads away from. */
    private record Way(long estimate, long order, Node node, int operator) implements Comparable<Way> {
        @Override
        public int compareTo(Way other) {
            var byEstimate = Long.compare(estimate, other.estimate);
            return byEstimate != 0 ? byEstimate : Long.compare(order, other.order);
        }
    }

    /** Greedy best-first search with two queues, one of them for the operators of relaxed plans (Helmert 2006). */
    private final class Greedy {
        private final PriorityQueue<Way> all = new PriorityQueue<>();
        private final PriorityQueue<Way> helpful = new PriorityQueue<>();
        private final Map<Object, Boolean> seen = new HashMap<>();
        private final long[] costs =
                Arrays.stream(problem.cost).map(cost -> cost + 1).toArray();
        private long allTurns;
        private long helpfulTurns;
        private long order;
        private long best = Long.MAX_VALUE;

        End run() {
            var meter = effort.start();
            var node = root();
            while (node != null) {
                if (node.leads() && withinCaps(node) && seen.put(node.key(), true) == null) {
                    if (isGoal(node)) {
                        return new End(node.plan(), 0, false);
                    }
                    nodes++;
                    if (!meter.take()) {
                        return new End(null, 0, false);
                    }
                    expand(node);
                }
                node = next();
            }
            return new End(null, 0, true);
        }

        private void expand(Node node) {
            var relaxed = new BitSet();
            var estimate = relaxation.guess(node.facts, costs, relaxed);
            if (estimate == Problem.INFINITE) {
                return;
            }
            if (estimate < best) {
                best = estimate;
                helpfulTurns -= BOOST;
            }
            var able = applicable(node.facts);
            for (int operator = able.nextSetBit(0); operator >= 0; operator = able.nextSetBit(operator + 1)) {
                var way = new Way(estimate, order++, node, operator);
                all.add(way);
                if (relaxed.get(operator)) {
                    helpful.add(way);
                }
            }
        }

        private @Nullable Node next() {
            if (!helpful.isEmpty() && helpfulTurns <= allTurns) {
                helpfulTurns++;
                return child(helpful.remove());
            }
            allTurns++;
            return all.isEmpty() ? null : child(all.remove());
        }

        private Node child(Way way) {
            return StateSearch.this.child(way.node, way.operator);
        }
    }

    /**
     * Leaves out what a plan can do without, one step and what then fails at a time (Nakhost and Müller 2010). Not for
     * plans with a horizon: with fewer steps, what is left may have to wait for a slower one.
     */
    private List<Integer> trim(List<Integer> plan) {
        var best = plan;
        for (int i = 0; i < best.size(); i++) {
            var without = without(best, i);
            if (without != null) {
                best = without;
                i--;
            }
        }
        return best;
    }

    private @Nullable List<Integer> without(List<Integer> plan, int left) {
        var kept = new ArrayList<>(plan.subList(0, left));
        var facts = problem.initially;
        for (var operator : kept) {
            facts = apply(facts, operator);
        }
        for (var operator : plan.subList(left + 1, plan.size())) {
            if (Arrays.stream(problem.pre[operator]).allMatch(facts::get)) {
                kept.add(operator);
                facts = apply(facts, operator);
            }
        }
        return Arrays.stream(problem.goal).allMatch(facts::get) ? kept : null;
    }

    // ---- the cheapest plan ----

    private record Place(long least, long order, Node node) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            var byLeast = Long.compare(least, other.least);
            return byLeast != 0 ? byLeast : Long.compare(other.order, order);
        }
    }

    /** A* with the landmark cut, which leaves out whatever cannot beat the plan that is there already. */
    private final class Cheapest {
        private final PriorityQueue<Place> open = new PriorityQueue<>();
        private final Map<Object, Long> costs = new HashMap<>();
        private @Nullable List<Integer> plan;
        private final Effort.Meter meter = effort.start();
        private long best;
        private long order;
        private long floor;
        private boolean spent;

        Cheapest(@Nullable List<Integer> plan) {
            this.plan = plan;
            best = plan == null ? Problem.INFINITE : cost(plan);
        }

        End run() {
            consider(root());
            while (!spent && !open.isEmpty() && open.peek().least < best) {
                floor = open.peek().least;
                visit(open.remove().node);
            }
            return spent ? new End(plan, Math.min(floor, best), false) : new End(plan, best, true);
        }

        private void visit(Node node) {
            if (node.cost > costs.getOrDefault(node.key(), Problem.INFINITE)) {
                return;
            }
            if (isGoal(node)) {
                plan = node.plan();
                best = node.cost;
                return;
            }
            var able = applicable(node.facts);
            for (int operator = able.nextSetBit(0); operator >= 0; operator = able.nextSetBit(operator + 1)) {
                var next = child(node, operator);
                if (next.leads()) {
                    consider(next);
                }
            }
        }

        private void consider(Node node) {
            if (!withinCaps(node) || costs.getOrDefault(node.key(), Problem.INFINITE) <= node.cost) {
                return;
            }
            costs.put(node.key(), node.cost);
            nodes++;
            spent |= !meter.take();
            if (spent) {
                return;
            }
            var bound = relaxation.bound(node.facts, problem.cost, problem.goal, best - node.cost);
            if (bound < Problem.INFINITE && node.cost + bound < best) {
                open.add(new Place(node.cost + bound, order++, node));
            }
        }
    }
}
