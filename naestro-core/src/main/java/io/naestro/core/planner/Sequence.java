package io.naestro.core.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Operators in an order that works, with as little of that order as is needed: what comes from where, what must wait
 * for what, and how long the whole takes.
 *
 * @param operators the operators by number
 * @param tasks the same as tasks
 * @param makespan how long the whole takes when whatever can is done side by side
 */
record Sequence(List<Integer> operators, List<Solution.Task> tasks, long makespan) {

    /** Operators each of which is used once, with the one that was chosen to yield each fact. */
    static Sequence of(Problem problem, List<Integer> order, int[] producers) {
        var position = new HashMap<Integer, Integer>();
        for (var operator : order) {
            position.put(operator, position.size());
        }
        var tasks = new ArrayList<Solution.Task>();
        for (var operator : order) {
            var from = IntStream.of(problem.pre[operator])
                    .map(need -> producers[need])
                    .mapToObj(by -> by < 0 ? -1 : position.getOrDefault(by, -1))
                    .toList();
            var after = new TreeSet<>(from);
            after.remove(-1);
            tasks.add(new Solution.Task(problem.operators.get(operator).name(), from, List.copyOf(after)));
        }
        return timed(problem, order, tasks);
    }

    /**
     * Operators that delete, in an order that works. Of two, the later waits for the earlier when it needs what that
     * one adds, deletes what that one needs or adds, or adds or needs what that one deletes.
     */
    static Sequence of(Problem problem, List<Integer> order) {
        var tasks = new ArrayList<Solution.Task>();
        for (int i = 0; i < order.size(); i++) {
            var from = new ArrayList<Integer>();
            for (var need : problem.pre[order.get(i)]) {
                from.add(lastAdder(problem, order, i, need));
            }
            var after = new TreeSet<>(from);
            after.remove(-1);
            for (int j = 0; j < i; j++) {
                if (collide(problem, order.get(j), order.get(i))) {
                    after.add(j);
                }
            }
            tasks.add(new Solution.Task(problem.operators.get(order.get(i)).name(), from, List.copyOf(after)));
        }
        return timed(problem, order, tasks);
    }

    private static int lastAdder(Problem problem, List<Integer> order, int before, int fact) {
        for (int i = before - 1; i >= 0; i--) {
            if (has(problem.add[order.get(i)], fact)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean collide(Problem problem, int earlier, int later) {
        return meet(problem.add[earlier], problem.del[later])
                || meet(problem.pre[earlier], problem.del[later])
                || meet(problem.del[earlier], problem.add[later])
                || meet(problem.del[earlier], problem.pre[later]);
    }

    private static boolean meet(int[] some, int[] others) {
        return IntStream.of(some).anyMatch(fact -> has(others, fact));
    }

    private static boolean has(int[] facts, int fact) {
        return IntStream.of(facts).anyMatch(one -> one == fact);
    }

    private static Sequence timed(Problem problem, List<Integer> order, List<Solution.Task> tasks) {
        var ends = new long[tasks.size()];
        long makespan = 0;
        for (int i = 0; i < ends.length; i++) {
            long start = 0;
            for (var before : tasks.get(i).after()) {
                start = Math.max(start, ends[before]);
            }
            ends[i] = start + problem.operators.get(order.get(i)).duration();
            makespan = Math.max(makespan, ends[i]);
        }
        return new Sequence(List.copyOf(order), List.copyOf(tasks), makespan);
    }
}
