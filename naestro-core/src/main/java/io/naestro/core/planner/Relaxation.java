package io.naestro.core.planner;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.PriorityQueue;

/**
 * Estimates of what is still to be paid, found by forgetting that facts can be deleted. Sources: the additive and
 * maximum heuristics and the relaxed plan of Bonet and Geffner (2001) and Hoffmann and Nebel (2001); the landmark-cut
 * bound of Helmert and Domshlak (2009), which is never too high. One instance serves one search; not thread-safe.
 */
final class Relaxation {
    private final Problem problem;
    private final long[] value;
    private final int[] supporter;
    private final int[] missing;
    private final long[] operatorValue;
    private final long[] rest;
    private final int[] dearest;
    private final PriorityQueue<long[]> queue = new PriorityQueue<>(
            (one, other) -> one[0] != other[0] ? Long.compare(one[0], other[0]) : Long.compare(one[1], other[1]));

    Relaxation(Problem problem) {
        this.problem = problem;
        value = new long[problem.facts];
        supporter = new int[problem.facts];
        missing = new int[problem.size()];
        operatorValue = new long[problem.size()];
        rest = new long[problem.size()];
        dearest = new int[problem.size()];
    }

    /**
     * Prices every fact, from what holds.
     *
     * @param additive whether the prices of what an operator needs are added up, or the highest taken
     */
    private void price(BitSet state, long[] costs, boolean additive) {
        Arrays.fill(value, Problem.INFINITE);
        Arrays.fill(supporter, -1);
        Arrays.fill(operatorValue, 0);
        Arrays.fill(dearest, -1);
        queue.clear();
        for (int fact = state.nextSetBit(0); fact >= 0; fact = state.nextSetBit(fact + 1)) {
            lower(fact, 0, -1);
        }
        for (int operator = 0; operator < missing.length; operator++) {
            missing[operator] = problem.pre[operator].length;
            if (missing[operator] == 0) {
                fire(operator, costs);
            }
        }
        while (!queue.isEmpty()) {
            var next = queue.remove();
            int fact = (int) next[1];
            if (next[0] == value[fact]) {
                reach(fact, costs, additive);
            }
        }
    }

    private void reach(int fact, long[] costs, boolean additive) {
        for (var operator : problem.needers[fact]) {
            operatorValue[operator] =
                    additive ? operatorValue[operator] + value[fact] : Math.max(operatorValue[operator], value[fact]);
            dearest[operator] = fact; // facts come in the order of their prices
            if (--missing[operator] == 0) {
                fire(operator, costs);
            }
        }
    }

    private void fire(int operator, long[] costs) {
        var after = Math.min(operatorValue[operator] + costs[operator], Problem.INFINITE - 1);
        for (var fact : problem.add[operator]) {
            lower(fact, after, operator);
        }
    }

    private void lower(int fact, long price, int by) {
        if (price < value[fact]) {
            value[fact] = price;
            supporter[fact] = by;
            queue.add(new long[] {price, fact});
        }
    }

    /** Which operator makes each fact cheapest, when shared work is paid each time; -1 for what holds or cannot. */
    int[] supporters(BitSet state, long[] costs) {
        price(state, costs, true);
        return supporter.clone();
    }

    /** The price of a fact as it was last worked out. */
    long priceOf(int fact) {
        return value[fact];
    }

    /** A guess of the cost to the goal with the operators of a relaxed plan, or infinite when it cannot be reached. */
    long guess(BitSet state, long[] costs, BitSet plan) {
        price(state, costs, true);
        plan.clear();
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        for (var fact : problem.goal) {
            if (value[fact] == Problem.INFINITE) {
                return Problem.INFINITE;
            }
            open.add(fact);
        }
        long sum = 0;
        while (!open.isEmpty()) {
            int fact = open.remove();
            var by = supporter[fact];
            if (by < 0 || seen.get(fact)) {
                continue;
            }
            seen.set(fact);
            if (!plan.get(by)) {
                plan.set(by);
                sum += costs[by];
                for (var need : problem.pre[by]) {
                    open.add(need);
                }
            }
        }
        return sum;
    }

    /**
     * A lower bound of the cost from a state to the given facts; infinite when they cannot be reached.
     *
     * @param enough a bound from which on the caller does not care how much higher it could be
     */
    long bound(BitSet state, long[] costs, int[] wanted, long enough) {
        System.arraycopy(costs, 0, rest, 0, rest.length);
        long sum = 0;
        while (true) {
            price(state, rest, false);
            var last = dearestOf(wanted);
            if (last < 0 || value[last] == 0) {
                return sum;
            }
            if (value[last] >= Problem.INFINITE - 1) {
                return Problem.INFINITE;
            }
            if (sum + value[last] >= enough) {
                return sum + value[last]; // what the dearest fact still costs alone is a lower bound too
            }
            sum += cut(state, last);
        }
    }

    private int dearestOf(int[] facts) {
        int dear = -1;
        for (var fact : facts) {
            if (dear < 0 || value[fact] > value[dear]) {
                dear = fact;
            }
        }
        return dear;
    }

    /** Takes the cheapest of a set of operators one of which every plan uses, and lowers their prices by it. */
    private long cut(BitSet state, int last) {
        var near = nearGoal(last);
        var landmark = landmark(state, near);
        long least = Problem.INFINITE;
        for (int operator = landmark.nextSetBit(0); operator >= 0; operator = landmark.nextSetBit(operator + 1)) {
            least = Math.min(least, rest[operator]);
        }
        for (int operator = landmark.nextSetBit(0); operator >= 0; operator = landmark.nextSetBit(operator + 1)) {
            rest[operator] -= least;
        }
        return least;
    }

    /** The facts from which the goal is reached for nothing, through each operator's dearest need. */
    private BitSet nearGoal(int last) {
        var near = new BitSet();
        var open = new ArrayDeque<Integer>();
        near.set(last);
        open.add(last);
        while (!open.isEmpty()) {
            for (var operator : problem.adders[open.remove()]) {
                var dear = dearest[operator];
                if (rest[operator] == 0 && missing[operator] == 0 && !near.get(dear)) {
                    near.set(dear);
                    open.add(dear);
                }
            }
        }
        return near;
    }

    private BitSet landmark(BitSet state, BitSet near) {
        var landmark = new BitSet();
        var seen = (BitSet) state.clone();
        var open = new ArrayDeque<Integer>();
        for (int operator = 0; operator < missing.length; operator++) {
            if (problem.pre[operator].length == 0) {
                pass(operator, near, landmark, seen, open);
            }
        }
        state.stream().forEach(open::add);
        while (!open.isEmpty()) {
            int fact = open.remove();
            for (var operator : problem.needers[fact]) {
                if (missing[operator] == 0 && dearest[operator] == fact) {
                    pass(operator, near, landmark, seen, open);
                }
            }
        }
        return landmark;
    }

    private void pass(int operator, BitSet near, BitSet landmark, BitSet seen, ArrayDeque<Integer> open) {
        for (var fact : problem.add[operator]) {
            if (near.get(fact)) {
                landmark.set(operator);
                return;
            }
        }
        for (var fact : problem.add[operator]) {
            if (!seen.get(fact)) {
                seen.set(fact);
                open.add(fact);
            }
        }
    }
}
