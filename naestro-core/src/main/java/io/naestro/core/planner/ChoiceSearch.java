package io.naestro.core.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Search where nothing that matters is ever deleted. Then order follows from what each step needs, and all there is to
 * choose is which operator yields each needed fact. What has one producer only is settled without search; choices that
 * share nothing are searched apart; the rest is branch and bound, deepest first, with a lower bound at every node. Ends
 * early with the best plan so far when the effort is spent.
 */
final class ChoiceSearch {
    private static final int OPEN = -2;
    private static final int HELD = -1;

    private final Problem problem;
    private final Effort.Meter meter;
    private final Relaxation relaxation;
    private final int[] supporters;
    private final long[] prices;

    /** The operator chosen for each fact, where it is needed. */
    private final int[] producer;
    /** How many facts each operator was chosen for. */
    private final int[] chosenFor;

    private final BitSet needed = new BitSet();
    private final BitSet open = new BitSet();
    /** What was done, to be undone: a fact that got a producer, or the complement of one that became needed. */
    private final Deque<Integer> trail = new ArrayDeque<>();

    private long spent;

    ChoiceSearch(Problem problem, Effort.Meter meter) {
        this.problem = problem;
        this.meter = meter;
        relaxation = new Relaxation(problem);
        supporters = relaxation.supporters(problem.initially, problem.cost);
        prices =
                IntStream.range(0, problem.facts).mapToLong(relaxation::priceOf).toArray();
        producer = new int[problem.facts];
        Arrays.fill(producer, OPEN);
        chosenFor = new int[problem.size()];
    }

    Solution solve() {
        if (!problem.reachable) {
            return Solution.none(null, meter.spent());
        }
        for (var fact : problem.goal) {
            need(fact);
        }
        settle();
        var base = spent;
        var settled = chosenProducers();
        boolean complete = true;
        long atLeast = base;
        for (var part : problem.limited() ? List.of(openFacts()) : components()) {
            var best = new Branching(part).run();
            atLeast += best.atLeast - base;
            complete &= best.complete;
            if (best.producers == null) {
                return Solution.none(complete ? null : (Long) best.atLeast, meter.spent());
            }
            merge(settled, best.producers);
        }
        return solution(settled, complete, atLeast);
    }

    private static void merge(int[] all, int[] part) {
        for (int i = 0; i < all.length; i++) {
            if (part[i] >= 0) {
                all[i] = part[i];
            }
        }
    }

    private Solution solution(int[] producers, boolean complete, long atLeast) {
        var steps = new Ordering(problem, producers).tasks();
        long cost = steps.operators().stream()
                .mapToLong(operator -> problem.cost[operator])
                .sum();
        return new Solution(
                steps.tasks(),
                cost,
                complete ? cost : Math.min(cost, atLeast),
                complete || atLeast >= cost ? Solution.Outcome.OPTIMAL : Solution.Outcome.FOUND,
                meter.spent());
    }

    // ---- what is needed and chosen ----

    private void need(int fact) {
        if (!needed.get(fact)) {
            needed.set(fact);
            trail.push(~fact);
            if (problem.initially.get(fact)) {
                producer[fact] = HELD;
            } else {
                producer[fact] = OPEN;
                open.set(fact);
            }
        }
    }

    private void choose(int fact, int operator) {
        producer[fact] = operator;
        open.clear(fact);
        trail.push(fact);
        if (chosenFor[operator]++ == 0) {
            spent += problem.cost[operator];
            for (var need : problem.pre[operator]) {
                need(need);
            }
        }
    }

    private void undoTo(int mark) {
        while (trail.size() > mark) {
            int done = trail.pop();
            if (done < 0) {
                needed.clear(~done);
                open.clear(~done);
            } else {
                var operator = producer[done];
                producer[done] = OPEN;
                open.set(done);
                if (--chosenFor[operator] == 0) {
                    spent -= problem.cost[operator];
                }
            }
        }
    }

    /** Chooses wherever there is no choice; false when some fact cannot be had any more. */
    private boolean settle() {
        boolean again = true;
        while (again) {
            again = false;
            for (int fact = open.nextSetBit(0); fact >= 0; fact = open.nextSetBit(fact + 1)) {
                var able = producersOf(fact);
                if (able.isEmpty()) {
                    return false;
                }
                if (able.size() == 1) {
                    choose(fact, able.getFirst());
                    again = true;
                }
            }
        }
        return true;
    }

    /** The operators that may still be chosen for a fact: those that do not wait for it themselves. */
    private List<Integer> producersOf(int fact) {
        BitSet waiting = null; // found only where something that waits might be needed
        var able = new ArrayList<Integer>();
        for (var operator : problem.adders[fact]) {
            var circle = false;
            for (var need : problem.pre[operator]) {
                if (needed.get(need) && producer[need] >= 0) {
                    waiting = waiting == null ? waitingFor(fact) : waiting;
                    circle |= waiting.get(need);
                }
                circle |= need == fact;
            }
            if (!circle) {
                able.add(operator);
            }
        }
        return able;
    }

    /** The facts whose chosen producers need a fact, directly or not. */
    private BitSet waitingFor(int fact) {
        var waiting = new BitSet();
        var queue = new ArrayDeque<Integer>();
        queue.add(fact);
        while (!queue.isEmpty()) {
            for (var operator : problem.needers[queue.remove()]) {
                if (chosenFor[operator] > 0) {
                    for (var added : problem.add[operator]) {
                        if (producer[added] == operator && !waiting.get(added)) {
                            waiting.set(added);
                            queue.add(added);
                        }
                    }
                }
            }
        }
        return waiting;
    }

    private int[] openFacts() {
        return open.stream().toArray();
    }

    // ---- choices that share nothing ----

    private List<int[]> components() {
        var groups = new Groups(problem.facts + problem.size());
        var starts = openFacts();
        for (var start : starts) {
            new Closure(groups, start).walk();
        }
        return Arrays.stream(starts)
                .boxed()
                .collect(Collectors.groupingBy(groups::of, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(group -> group.stream().mapToInt(fact -> fact).toArray())
                .toList();
    }

    /** Everything that may play a part in how an open fact is reached belongs to its group. */
    private final class Closure {
        private final Groups groups;
        private final int start;
        private final Deque<Integer> queue = new ArrayDeque<>();

        Closure(Groups groups, int start) {
            this.groups = groups;
            this.start = start;
        }

        void walk() {
            groups.join(start, start);
            queue.add(start);
            while (!queue.isEmpty()) {
                int fact = queue.remove();
                var producers =
                        needed.get(fact) && producer[fact] >= 0 ? new int[] {producer[fact]} : problem.adders[fact];
                for (var operator : producers) {
                    if (chosenFor[operator] == 0) {
                        groups.join(start, problem.facts + operator);
                    }
                    for (var need : problem.pre[operator]) {
                        visit(need);
                    }
                }
            }
        }

        private void visit(int fact) {
            if (problem.initially.get(fact) || isSettled(fact)) {
                return;
            }
            var known = groups.isKnown(fact);
            groups.join(start, fact);
            if (!known) {
                queue.add(fact);
            }
        }

        /** Whether a fact waits for nothing that is open. */
        private boolean isSettled(int fact) {
            if (!needed.get(fact) || producer[fact] < 0) {
                return false;
            }
            if (settledFacts == null) {
                settledFacts = settledFacts();
            }
            return settledFacts.get(fact);
        }
    }

    private @Nullable BitSet settledFacts;

    private BitSet settledFacts() {
        var unsettled = new BitSet();
        open.stream().forEach(fact -> unsettled.or(waitingFor(fact)));
        var settled = (BitSet) needed.clone();
        settled.andNot(unsettled);
        settled.andNot(open);
        return settled;
    }

    /** Union and find. */
    private static final class Groups {
        private final int[] parent;

        Groups(int size) {
            parent = new int[size];
            Arrays.fill(parent, -1);
        }

        boolean isKnown(int one) {
            return parent[one] >= 0;
        }

        int of(int one) {
            int root = one;
            while (parent[root] >= 0 && parent[root] != root) {
                parent[root] = parent[parent[root]];
                root = parent[root];
            }
            parent[root] = root;
            return root;
        }

        void join(int one, int other) {
            var first = of(one);
            var second = of(other);
            parent[Math.max(first, second)] = Math.min(first, second);
        }
    }

    // ---- branch and bound ----

    private record Best(int @Nullable [] producers, long atLeast, boolean complete) {}

    /** A fact with the operators that may yield it, and how many of them were tried. */
    private static final class Choice {
        private final int fact;
        private final List<Integer> operators;
        private final int mark;
        private int tried;

        private Choice(int fact, List<Integer> operators, int mark) {
            this.fact = fact;
            this.operators = operators;
            this.mark = mark;
        }
    }

    /** The search over some open facts; the others stay as they are. */
    private final class Branching {
        private final int start = trail.size();
        private final long base = spent;
        private final BitSet aside = (BitSet) open.clone();
        private final Deque<Choice> choices = new ArrayDeque<>();
        private int @Nullable [] producers;
        private long best = Problem.INFINITE;

        Branching(int[] facts) {
            open.clear();
            Arrays.stream(facts).forEach(open::set);
        }

        Best run() {
            supportersFirst();
            var atLeast = base + bound(problem.cost, best - base);
            boolean complete = true;
            if (best > atLeast && enter()) {
                complete = search();
            }
            undoTo(start);
            open.clear();
            open.or(aside);
            return new Best(producers, complete && producers != null ? best : atLeast, complete);
        }

        /** Starts with the operators that look cheapest by themselves; they never wait for each other in a circle. */
        private void supportersFirst() {
            while (!open.isEmpty()) {
                var fact = open.nextSetBit(0);
                choose(fact, supporters[fact]);
            }
            leaf();
            undoTo(start);
        }

        private boolean search() {
            while (!choices.isEmpty()) {
                if (!meter.take()) {
                    return false;
                }
                var choice = choices.peek();
                undoTo(choice.mark);
                if (choice.tried == choice.operators.size()) {
                    choices.pop();
                } else {
                    choose(choice.fact, choice.operators.get(choice.tried++));
                    enter();
                }
            }
            return true;
        }

        /** Looks at where the choices so far lead; pushes the next one if it may lead to something better. */
        private boolean enter() {
            if (!settle() || tooDear()) {
                return false;
            }
            if (open.isEmpty()) {
                leaf();
                return false;
            }
            push();
            return true;
        }

        private boolean tooDear() {
            if (spent >= best || overLimits()) {
                return true;
            }
            return best != Problem.INFINITE && spent + bound(problem.cost, best - spent) >= best;
        }

        private boolean overLimits() {
            var chosen = chosen();
            for (int i = 0; i < problem.caps.length; i++) {
                var resource = i;
                var prices = new long[problem.size()];
                Arrays.setAll(prices, operator -> problem.uses[operator][resource]);
                long sum = 0;
                for (var operator : chosen) {
                    sum += prices[operator];
                }
                if (sum + bound(prices, Problem.INFINITE) > problem.caps[i]) {
                    return true;
                }
            }
            return false;
        }

        private long bound(long[] prices, long enough) {
            var left = prices.clone();
            for (int operator = 0; operator < left.length; operator++) {
                if (chosenFor[operator] > 0) {
                    left[operator] = 0;
                }
            }
            return relaxation.bound(problem.initially, left, openFacts(), enough);
        }

        private void push() {
            var next = openFacts()[0];
            List<Integer> fewest = producersOf(next);
            for (var fact : openFacts()) {
                var able = producersOf(fact);
                if (able.size() < fewest.size()) {
                    next = fact;
                    fewest = able;
                }
            }
            fewest.sort(Comparator.<Integer>comparingLong(this::price).thenComparing(Comparator.naturalOrder()));
            choices.push(new Choice(next, fewest, trail.size()));
        }

        private long price(int operator) {
            return chosenFor[operator] > 0
                    ? -1
                    : problem.cost[operator]
                            + Arrays.stream(problem.pre[operator])
                                    .filter(need -> !needed.get(need))
                                    .mapToLong(need -> prices[need])
                                    .sum();
        }

        private void leaf() {
            if (!problem.limited() || !breaksLimits()) {
                best = spent;
                producers = chosenProducers();
            }
        }

        private boolean breaksLimits() {
            return problem.exceeds(chosen())
                    || new Ordering(problem, chosenProducers()).tasks().makespan() > problem.horizon;
        }

        private int[] chosen() {
            return IntStream.range(0, chosenFor.length)
                    .filter(operator -> chosenFor[operator] > 0)
                    .toArray();
        }
    }

    private int[] chosenProducers() {
        return IntStream.range(0, producer.length)
                .map(fact -> needed.get(fact) ? producer[fact] : HELD)
                .toArray();
    }

    /** Puts chosen operators into an order: by what they need, and by name where that leaves it open. */
    private static final class Ordering {
        private final Problem problem;
        private final int[] producers;
        private final int[] used;

        Ordering(Problem problem, int[] producers) {
            this.problem = problem;
            this.producers = producers;
            this.used = Arrays.stream(producers)
                    .filter(operator -> operator >= 0)
                    .distinct()
                    .sorted()
                    .toArray();
        }

        Sequence tasks() {
            var waits = new int[problem.size()];
            var after = new ArrayList<List<Integer>>(Stream.generate(() -> (List<Integer>) new ArrayList<Integer>())
                    .limit(problem.size())
                    .toList());
            var ready = new PriorityQueue<Integer>();
            for (var operator : used) {
                var before = before(operator);
                waits[operator] = before.length;
                Arrays.stream(before).forEach(other -> after.get(other).add(operator));
                if (before.length == 0) {
                    ready.add(operator);
                }
            }
            var order = new ArrayList<Integer>();
            while (!ready.isEmpty()) {
                int operator = ready.remove();
                order.add(operator);
                for (var next : after.get(operator)) {
                    if (--waits[next] == 0) {
                        ready.add(next);
                    }
                }
            }
            return Sequence.of(problem, order, producers);
        }

        private int[] before(int operator) {
            return Arrays.stream(problem.pre[operator])
                    .map(need -> producers[need])
                    .filter(other -> other >= 0)
                    .distinct()
                    .toArray();
        }
    }
}
