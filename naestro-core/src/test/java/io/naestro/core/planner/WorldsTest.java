package io.naestro.core.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.planner.Solution.Outcome;
import io.naestro.core.planner.World.Operator;
import io.naestro.run.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random small worlds against brute force, and what makes worlds special. */
class WorldsTest {

    // ---- random worlds ----

    static World random(long seed, boolean deletes, boolean limited) {
        var random = new Random(seed);
        int facts = 3 + random.nextInt(6);
        var operators = new ArrayList<Operator>();
        int count = 2 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            var operator = Operator.of(
                    "o" + i,
                    random.nextInt(4) == 0 ? 0 : random.nextInt(9),
                    some(random, facts, 2),
                    some(random, facts, 2));
            if (deletes) {
                operator = operator.deleting(some(random, facts, 2));
            }
            if (limited) {
                operator = operator.using(Map.of("fuel", (long) random.nextInt(4)));
            }
            operators.add(operator.taking(random.nextInt(5)));
        }
        var world = World.of(some(random, facts, 1), operators, some(random, facts, 3));
        return limited ? world.withLimit("fuel", random.nextInt(8)) : world;
    }

    private static Set<String> some(Random random, int facts, int most) {
        var some = new TreeSet<String>();
        int size = random.nextInt(most + 1);
        for (int i = 0; i < size; i++) {
            some.add("f" + random.nextInt(facts));
        }
        return some;
    }

    /** The least cost of any plan, by looking at everything; -1 for none. */
    static long cheapest(World world) {
        record Place(Set<String> facts, long fuel, long cost) {}
        var open = new PriorityQueue<Place>((one, other) -> Long.compare(one.cost(), other.cost()));
        var done = new HashSet<List<Object>>();
        open.add(new Place(world.initially(), 0, 0));
        var cap = world.limits().getOrDefault("fuel", Long.MAX_VALUE);
        while (!open.isEmpty()) {
            var place = open.remove();
            if (place.facts().containsAll(world.goal())) {
                return place.cost();
            }
            if (!done.add(List.of(place.facts(), cap == Long.MAX_VALUE ? 0 : place.fuel()))) {
                continue;
            }
            for (var operator : world.operators()) {
                var fuel = place.fuel() + operator.uses().getOrDefault("fuel", 0L);
                if (place.facts().containsAll(operator.needs()) && fuel <= cap) {
                    var next = new TreeSet<>(place.facts());
                    next.removeAll(operator.deletes());
                    next.addAll(operator.adds());
                    open.add(new Place(next, fuel, place.cost() + operator.cost()));
                }
            }
        }
        return -1;
    }

    /** Carries a plan out in an order that it allows, chosen at random, and checks every step. */
    static void carryOut(World world, Solution solution, Random random) {
        var operators = new HashMap<String, Operator>();
        world.operators().forEach(operator -> operators.put(operator.name(), operator));
        var facts = new TreeSet<>(world.initially());
        var ended = new HashSet<Integer>();
        var fuel = 0L;
        var cost = 0L;
        while (ended.size() < solution.steps().size()) {
            var ready = IntStream.range(0, solution.steps().size())
                    .filter(i -> !ended.contains(i))
                    .filter(i -> ended.containsAll(solution.steps().get(i).after()))
                    .boxed()
                    .toList();
            int next = ready.get(random.nextInt(ready.size()));
            var operator = operators.get(solution.steps().get(next).operator());
            assertThat(facts).containsAll(operator.needs());
            facts.removeAll(operator.deletes());
            facts.addAll(operator.adds());
            cost += operator.cost();
            fuel += operator.uses().getOrDefault("fuel", 0L);
            ended.add(next);
        }
        assertThat(facts).containsAll(world.goal());
        assertThat(cost).isEqualTo(solution.cost());
        assertThat(fuel).isLessThanOrEqualTo(world.limits().getOrDefault("fuel", Long.MAX_VALUE));
    }

    private static void check(World world, long seed) {
        var solution = Worlds.solve(world, Effort.DEFAULT);
        var best = cheapest(world);
        if (best < 0) {
            assertThat(solution.outcome()).isEqualTo(Outcome.IMPOSSIBLE);
        } else {
            assertThat(solution.outcome()).isEqualTo(Outcome.OPTIMAL);
            assertThat(solution.cost()).isEqualTo(best).isEqualTo(solution.atLeast());
            carryOut(world, solution, new Random(seed));
        }
        var hasty = Worlds.solve(world, Effort.nodes(1));
        if (hasty.found()) {
            assertThat(best).isBetween(hasty.atLeast(), hasty.cost());
            carryOut(world, hasty, new Random(seed));
        } else {
            assertThat(hasty.outcome() == Outcome.IMPOSSIBLE ? best : -1).isEqualTo(-1);
        }
    }

    /** The same worlds each time: what they reach is reached in every build. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void the_cheapest_plan_is_found_in_the_same_worlds_each_time(long block) {
        for (long seed = 100 * block; seed < 100 * (block + 1); seed++) {
            check(random(seed, false, false), seed);
            check(random(seed, true, false), seed);
            check(random(seed, seed % 2 == 0, true), seed);
            checkOrder(seed);
        }
    }

    @Property(tries = 300)
    void the_cheapest_plan_is_found_where_nothing_is_deleted(@ForAll long seed) {
        check(random(seed, false, false), seed);
    }

    @Property(tries = 300)
    void the_cheapest_plan_is_found_where_facts_are_deleted(@ForAll long seed) {
        check(random(seed, true, false), seed);
    }

    @Property(tries = 300)
    void the_cheapest_plan_within_a_limit_is_found(@ForAll long seed) {
        check(random(seed, seed % 2 == 0, true), seed);
    }

    @Property(tries = 100)
    void the_order_in_which_a_world_is_written_means_nothing(@ForAll long seed) {
        checkOrder(seed);
    }

    private static void checkOrder(long seed) {
        var world = random(seed, seed % 2 == 0, seed % 3 == 0);
        var shuffled = new ArrayList<>(world.operators());
        Collections.shuffle(shuffled, new Random(seed));
        var other =
                new World(world.initially(), shuffled, world.goal(), new TreeMap<>(world.limits()), world.horizon());

        assertThat(Worlds.solve(other, Effort.DEFAULT)).isEqualTo(Worlds.solve(world, Effort.DEFAULT));
    }

    @Test
    void the_bound_from_a_place_counts_only_what_can_still_be_reached_from_there() {
        var world = World.of(
                Set.of("key"),
                List.of(
                        op("buy-pass", 3, Set.of(), "pass"),
                        op("by-gate", 0, Set.of("pass"), "inside"),
                        op("by-side-gate", 0, Set.of("pass"), "inside"),
                        op("by-door", 0, Set.of("key"), "inside"),
                        op("open-safe", 1, Set.of("key"), "gold"),
                        op("leave-key", 1, Set.of("pass"), "free").deleting(Set.of("key"))),
                Set.of("inside", "gold", "free"));
        var problem = Problem.of(world);
        var relaxation = new Relaxation(problem);
        var names = List.of("free", "gold", "inside", "key", "pass"); // facts are numbered by name
        var gone = new BitSet();
        gone.set(names.indexOf("free"));

        assertThat(relaxation.bound(gone, problem.cost, new int[] {names.indexOf("inside")}, Problem.INFINITE))
                .isEqualTo(3);
        assertThat(relaxation.bound(gone, problem.cost, problem.goal, Problem.INFINITE))
                .isEqualTo(Problem.INFINITE);
        assertThat(relaxation.bound(problem.initially, problem.cost, problem.goal, Problem.INFINITE))
                .isEqualTo(5);
    }

    // ---- particular worlds ----

    private static Operator op(String name, long cost, Set<String> needs, String... adds) {
        return Operator.of(name, cost, needs, Set.of(adds));
    }

    private static List<String> names(Solution solution) {
        return solution.steps().stream().map(Solution.Task::operator).toList();
    }

    @Test
    void work_that_is_shared_is_paid_once() {
        // By itself each of the two is cheaper made alone (6 < 7), together the shared work wins (9 < 12).
        var world = World.of(
                Set.of(),
                List.of(
                        op("alone-a", 6, Set.of(), "a"),
                        op("alone-b", 6, Set.of(), "b"),
                        op("shared", 5, Set.of(), "s"),
                        op("by-a", 2, Set.of("s"), "a"),
                        op("by-b", 2, Set.of("s"), "b")),
                Set.of("a", "b"));

        var solution = Worlds.solve(world, Effort.DEFAULT);

        assertThat(names(solution)).containsExactly("shared", "by-a", "by-b");
        assertThat(solution.cost()).isEqualTo(9);
        assertThat(solution.steps().get(1).after()).containsExactly(0);
        assertThat(solution.steps().get(2).from()).containsExactly(0);
    }

    @Test
    void an_early_end_reports_how_far_off_it_may_be() {
        var world = World.of(
                Set.of(),
                List.of(
                        op("alone-a", 6, Set.of(), "a"),
                        op("alone-b", 6, Set.of(), "b"),
                        op("shared", 5, Set.of(), "s"),
                        op("by-a", 2, Set.of("s"), "a"),
                        op("by-b", 2, Set.of("s"), "b")),
                Set.of("a", "b"));

        var solution = Worlds.solve(world, Effort.nodes(1));

        assertThat(solution.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(solution.cost()).isEqualTo(12);
        assertThat(solution.atLeast()).isBetween(4L, 9L);
    }

    /** Time that passes by one each time somebody looks. */
    private static TimeSource ticking() {
        return new TimeSource() {
            private long now;

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public long nanos() {
                return now++;
            }
        };
    }

    @Test
    void the_effort_ends_when_its_time_is_up() {
        // Each of seven guests in a ring wants a light to the left or right: four lights will do, none can prove it at
        // once.
        var operators = new ArrayList<Operator>();
        var goal = new TreeSet<String>();
        for (int i = 0; i < 7; i++) {
            goal.add("sees-" + i);
            operators.add(op("light-" + i, 5, Set.of(), "light-" + i));
            operators.add(op("left-" + i, 0, Set.of("light-" + i), "sees-" + i));
            operators.add(op("right-" + i, 0, Set.of("light-" + (i + 1) % 7), "sees-" + i));
        }
        var world = World.of(Set.of(), operators, goal);

        var full = Worlds.solve(world, Effort.DEFAULT);
        var hasty = Worlds.solve(world, Effort.DEFAULT.within(ticking(), 1));

        assertThat(full.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(full.cost()).isEqualTo(20);
        assertThat(hasty.outcome()).isEqualTo(Outcome.FOUND);
        assertThat(hasty.atLeast()).isLessThanOrEqualTo(20);
        assertThat(hasty.cost()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void an_interrupt_ends_the_effort() {
        Thread.currentThread().interrupt();
        try {
            var solution = Worlds.solve(random(7, true, false), Effort.DEFAULT);
            assertThat(solution.nodes()).isLessThan(3);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void what_is_done_side_by_side_counts_once_against_the_horizon() {
        var world = World.of(
                Set.of(),
                List.of(
                        op("a", 1, Set.of(), "a").taking(10),
                        op("b", 1, Set.of(), "b").taking(10),
                        op("slow", 1, Set.of("a", "b"), "c").taking(10),
                        op("quick", 5, Set.of("a", "b"), "c").taking(1)),
                Set.of("c"));

        assertThat(names(Worlds.solve(world.withHorizon(20), Effort.DEFAULT))).containsExactly("a", "b", "slow");
        assertThat(names(Worlds.solve(world.withHorizon(19), Effort.DEFAULT))).containsExactly("a", "b", "quick");
        assertThat(Worlds.solve(world.withHorizon(10), Effort.DEFAULT).outcome())
                .isEqualTo(Outcome.IMPOSSIBLE);
    }

    @Test
    void a_horizon_also_holds_where_facts_are_deleted_but_proves_nothing() {
        var world = World.of(
                Set.of("key"),
                List.of(
                        op("slow", 1, Set.of("key"), "open")
                                .deleting(Set.of("key"))
                                .taking(10),
                        op("quick", 5, Set.of("key"), "open", "noise")
                                .deleting(Set.of("key"))
                                .taking(2),
                        op("back", 1, Set.of("open"), "key", "done").taking(1)),
                Set.of("key", "done"));

        assertThat(names(Worlds.solve(world, Effort.DEFAULT))).containsExactly("slow", "back");
        assertThat(names(Worlds.solve(world.withHorizon(3), Effort.DEFAULT))).containsExactly("quick", "back");
        assertThat(Worlds.solve(world.withHorizon(2), Effort.DEFAULT).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void a_large_fan_and_a_long_chain_are_settled_without_search() {
        var fan = new ArrayList<Operator>();
        var all = new TreeSet<String>();
        for (int i = 0; i < 200; i++) {
            fan.add(op("make-" + i, 3, Set.of("start"), "part-" + i));
            fan.add(op("buy-" + i, 4, Set.of("start"), "part-" + i));
            all.add("part-" + i);
        }
        fan.add(op("join", 1, all, "whole"));
        var chain = new ArrayList<Operator>();
        for (int i = 0; i < 2000; i++) {
            chain.add(op("step-" + i, 1, Set.of("c" + i), "c" + (i + 1)));
        }

        var joined = Worlds.solve(World.of(Set.of("start"), fan, Set.of("whole")), Effort.nodes(1));
        var chained = Worlds.solve(World.of(Set.of("c0"), chain, Set.of("c2000")), Effort.nodes(1));

        assertThat(joined.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(joined.cost()).isEqualTo(601);
        assertThat(joined.nodes()).isZero();
        assertThat(joined.steps().getLast().after()).hasSize(200);
        assertThat(chained.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(chained.steps()).hasSize(2000);
    }

    @Test
    void a_goal_that_holds_already_needs_nothing() {
        var solution = Worlds.solve(World.of(Set.of("a"), List.of(), Set.of("a")), Effort.DEFAULT);

        assertThat(solution.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(solution.steps()).isEmpty();
        assertThat(solution.cost()).isZero();
    }

    @Test
    void values_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> op("x", -1, Set.of(), "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operator 'x': cost '-1'");
        assertThatThrownBy(() -> op("x", 1L << 41, Set.of(), "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> op("x", 1, Set.of(), "a").taking(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Effort.nodes(0)).hasMessageContaining("'0' nodes must be at least 1");
        var twice = World.of(Set.of(), List.of(op("x", 1, Set.of(), "a"), op("x", 1, Set.of(), "b")), Set.of("a"));
        assertThatThrownBy(() -> Worlds.solve(twice, Effort.DEFAULT))
                .hasMessage("two operators are named 'x'; rename one");
    }

    @Test
    void producers_that_wait_for_each_other_are_never_chosen_together() {
        // Two of the three sets cover everything; a and b look free, but each needs the other.
        var world = World.of(
                        Set.of(),
                        List.of(
                                op("a-free", 0, Set.of("b"), "a"),
                                op("a-paid", 1, Set.of(), "a"),
                                op("b-from-a", 0, Set.of("a"), "b"),
                                op("c-1", 1, Set.of(), "Any"),
                                op("c-2", 2, Set.of(), "Any"),
                                op("c-3", 3, Set.of(), "Any"),
                                op("set-12", 1, Set.of(), "e1", "e2"),
                                op("set-13", 1, Set.of(), "e1", "e3"),
                                op("set-23", 1, Set.of(), "e2", "e3")),
                        Set.of("Any", "a", "e1", "e2", "e3"))
                .withLimit("fuel", 9);

        var solution = Worlds.solve(world, Effort.DEFAULT);

        assertThat(solution.outcome()).isEqualTo(Outcome.OPTIMAL);
        assertThat(solution.cost()).isEqualTo(4);
        assertThat(names(solution)).contains("a-paid");
    }

    /** Two things of which each undoes the other, behind ten switches that are set one by one. */
    private static World hopeless(int switches) {
        var operators = new ArrayList<>(List.of(
                op("make-a", 1, Set.of(), "a").deleting(Set.of("b")),
                op("make-b", 1, Set.of(), "b").deleting(Set.of("a"))));
        var goal = new TreeSet<>(Set.of("a", "b"));
        for (int i = 0; i < switches; i++) {
            operators.add(op("set-" + i, 1, Set.of(), "s" + i));
            goal.add("s" + i);
        }
        return World.of(Set.of(), operators, goal);
    }

    @Test
    void that_there_is_no_plan_is_told_after_looking_everywhere() {
        assertThat(Worlds.solve(hopeless(10), Effort.DEFAULT).outcome()).isEqualTo(Outcome.IMPOSSIBLE);
        assertThat(Worlds.solve(hopeless(10), Effort.nodes(100)).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void a_search_that_looks_everywhere_proves_that_there_is_no_plan_even_if_the_first_ran_out_of_time() {
        var calls = new int[1];
        var time = new TimeSource() {
            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public long nanos() {
                return calls[0]++ == 0 ? 0 : 100; // the first search starts at 0 and is late at once
            }
        };

        assertThat(Worlds.solve(hopeless(2), Effort.DEFAULT.within(time, 10)).outcome())
                .isEqualTo(Outcome.IMPOSSIBLE);
    }

    @Test
    void a_search_ends_when_its_thread_is_interrupted() {
        Thread.currentThread().interrupt();

        var outcome = Worlds.solve(hopeless(10), Effort.DEFAULT).outcome();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void what_is_free_is_used_before_it_is_gone() {
        var world = World.of(
                Set.of("k", "m"),
                List.of(
                        op("free", 0, Set.of("k"), "g"),
                        op("pay", 5, Set.of("m"), "g"),
                        op("use", 1, Set.of("m"), "h").deleting(Set.of("k")),
                        op("x", 3, Set.of(), "x"),
                        op("y", 3, Set.of(), "y"),
                        op("z", 3, Set.of(), "z")),
                Set.of("g", "h", "x", "y", "z"));

        var solution = Worlds.solve(world, Effort.DEFAULT);

        assertThat(names(solution)).containsSubsequence("free", "use").doesNotContain("pay");
        assertThat(solution.cost()).isEqualTo(10);
    }
}
