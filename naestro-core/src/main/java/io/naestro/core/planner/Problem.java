package io.naestro.core.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A world by numbers, cut down to what matters: operators that lead to the goal (looked for backwards) and can ever be
 * used (looked for forwards). Numbers follow the names, so the order in which a world was written leaves no trace.
 */
final class Problem {
    static final long INFINITE = Long.MAX_VALUE / 4;

    final List<World.Operator> operators;
    final int facts;
    final int[][] pre;
    final int[][] add;
    final int[][] del;
    final long[] cost;
    /** The operators that add a fact. */
    final int[][] adders;
    /** The operators that need a fact. */
    final int[][] needers;

    final BitSet initially;
    final int[] goal;
    /** Whether everything in the goal can be reached when nothing is ever deleted. */
    final boolean reachable;
    /** Whether no fact that matters is ever deleted. */
    final boolean monotone;

    final long[][] uses;
    final long[] caps;
    final long horizon;

    private Problem(World world, List<World.Operator> kept, Map<String, Integer> numbers) {
        operators = kept;
        facts = numbers.size();
        pre = numbers(kept, World.Operator::needs, numbers);
        add = numbers(kept, World.Operator::adds, numbers);
        del = new int[kept.size()][];
        for (int i = 0; i < del.length; i++) {
            var adds = kept.get(i).adds();
            del[i] = number(kept.get(i).deletes(), numbers, fact -> !adds.contains(fact));
        }
        cost = kept.stream().mapToLong(World.Operator::cost).toArray();
        adders = byFact(add);
        needers = byFact(pre);
        initially = new BitSet();
        Arrays.stream(number(world.initially(), numbers, fact -> true)).forEach(initially::set);
        goal = number(world.goal(), numbers, fact -> true);
        reachable = numbers.keySet().containsAll(world.goal());
        monotone = Arrays.stream(del).allMatch(deleted -> deleted.length == 0);
        caps = world.limits().values().stream().mapToLong(most -> most).toArray();
        uses = new long[kept.size()][];
        for (int i = 0; i < uses.length; i++) {
            var used = kept.get(i).uses();
            uses[i] = world.limits().keySet().stream()
                    .mapToLong(name -> used.getOrDefault(name, 0L))
                    .toArray();
        }
        horizon = world.horizon();
    }

    /**
     * The part of a world that matters.
     *
     * @throws IllegalArgumentException if two operators have one name
     */
    static Problem of(World world) {
        var relevant = relevant(world);
        var usable = usable(world, relevant);
        var facts = new HashSet<String>();
        world.goal().stream().filter(usable.facts()::contains).forEach(facts::add);
        for (var operator : usable.operators()) {
            facts.addAll(operator.needs());
            operator.adds().stream().filter(relevant.facts()::contains).forEach(facts::add);
        }
        return new Problem(world, usable.operators(), numbered(facts));
    }

    private static Map<String, Integer> numbered(Set<String> facts) {
        var names = facts.toArray(String[]::new);
        Arrays.sort(names);
        var numbers = HashMap.<String, Integer>newHashMap(names.length);
        for (int i = 0; i < names.length; i++) {
            numbers.put(names[i], i);
        }
        return numbers;
    }

    private record Part(List<World.Operator> operators, Set<String> facts) {}

    private static Part relevant(World world) {
        var adders = new HashMap<String, List<World.Operator>>();
        var names = new HashSet<String>();
        for (var operator : world.operators()) {
            if (!names.add(operator.name())) {
                throw new IllegalArgumentException("two operators are named '" + operator.name() + "'; rename one");
            }
            operator.adds()
                    .forEach(fact -> adders.computeIfAbsent(fact, absent -> new ArrayList<>())
                            .add(operator));
        }
        var facts = new HashSet<>(world.goal());
        var kept = new HashSet<String>();
        var operators = new ArrayList<World.Operator>();
        var open = new ArrayDeque<String>(world.goal());
        while (!open.isEmpty()) {
            for (var operator : adders.getOrDefault(open.remove(), List.of())) {
                if (kept.add(operator.name())) {
                    operators.add(operator);
                    operator.needs().stream().filter(facts::add).forEach(open::add);
                }
            }
        }
        operators.sort(Comparator.comparing(World.Operator::name));
        return new Part(operators, facts);
    }

    private static Part usable(World world, Part relevant) {
        var waiting = new HashMap<String, List<Integer>>();
        var missing = new int[relevant.operators().size()];
        var facts = new HashSet<String>();
        var open = new ArrayDeque<String>(world.initially());
        var kept = new ArrayList<World.Operator>();
        for (int i = 0; i < missing.length; i++) {
            var needs = relevant.operators().get(i).needs();
            missing[i] = needs.size();
            for (var need : needs) {
                waiting.computeIfAbsent(need, absent -> new ArrayList<>()).add(i);
            }
            if (missing[i] == 0) {
                kept.add(relevant.operators().get(i));
                open.addAll(relevant.operators().get(i).adds());
            }
        }
        while (!open.isEmpty()) {
            var fact = open.remove();
            if (facts.add(fact)) {
                for (var i : waiting.getOrDefault(fact, List.of())) {
                    if (--missing[i] == 0) {
                        kept.add(relevant.operators().get(i));
                        open.addAll(relevant.operators().get(i).adds());
                    }
                }
            }
        }
        kept.sort(Comparator.comparing(World.Operator::name));
        return new Part(kept, facts);
    }

    private static int[][] numbers(
            List<World.Operator> operators,
            Function<World.Operator, SortedSet<String>> part,
            Map<String, Integer> numbers) {
        return operators.stream()
                .map(operator -> number(part.apply(operator), numbers, fact -> true))
                .toArray(int[][]::new);
    }

    private static int[] number(SortedSet<String> facts, Map<String, Integer> numbers, Predicate<String> counts) {
        var found = new int[facts.size()];
        int size = 0;
        for (var fact : facts) {
            var number = numbers.get(fact);
            if (number != null && counts.test(fact)) {
                found[size++] = number;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private int[][] byFact(int[][] factsOf) {
        var sizes = new int[facts];
        for (var ofOne : factsOf) {
            for (var fact : ofOne) {
                sizes[fact]++;
            }
        }
        var byFact = new int[facts][];
        Arrays.setAll(byFact, fact -> new int[sizes[fact]]);
        for (int operator = factsOf.length - 1; operator >= 0; operator--) {
            for (var fact : factsOf[operator]) {
                byFact[fact][--sizes[fact]] = operator;
            }
        }
        return byFact;
    }

    int size() {
        return pre.length;
    }

    /** Whether there is anything besides cost that a plan is held to. */
    boolean limited() {
        return caps.length > 0 || horizon != Long.MAX_VALUE;
    }

    /** Whether some of these operators, each counted as often as it is named, use too much of something. */
    boolean exceeds(int[] chosen) {
        for (int i = 0; i < caps.length; i++) {
            long sum = 0;
            for (var operator : chosen) {
                sum += uses[operator][i];
            }
            if (sum > caps[i]) {
                return true;
            }
        }
        return false;
    }
}
