package io.naestro.benchmarks.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which step waits for which.
 *
 * @param name what it is called in tables
 * @param needs for each step, the numbers of those it waits for, all lower than its own
 */
record Graph(String name, List<List<Integer>> needs) {

    /** Each step waits for the one before. */
    static Graph chain(int steps) {
        var needs = new ArrayList<List<Integer>>();
        for (int i = 0; i < steps; i++) {
            needs.add(i == 0 ? List.of() : List.of(i - 1));
        }
        return new Graph("chain", needs);
    }

    /** One step, then all but two at once, then one that waits for them all. */
    static Graph fan(int steps) {
        var needs = new ArrayList<List<Integer>>();
        var middle = new ArrayList<Integer>();
        needs.add(List.of());
        for (int i = 1; i < steps - 1; i++) {
            needs.add(List.of(0));
            middle.add(i);
        }
        needs.add(middle);
        return new Graph("fan", needs);
    }

    /**
     * Layers of one width, and one step that waits for the last; each step waits for the one above it and two others of
     * the layer before.
     */
    static Graph layers(int steps, int width) {
        var random = new SplittableRandom(42);
        var needs = new ArrayList<List<Integer>>();
        for (int i = 0; i < steps - 1; i++) {
            var from = i / width * width - width;
            needs.add(from < 0 ? List.of() : above(i, from, width, random));
        }
        needs.add(IntStream.range(steps - 1 - width, steps - 1).boxed().toList());
        return new Graph("layers", needs);
    }

    private static List<Integer> above(int step, int from, int width, SplittableRandom random) {
        var others = random.ints(2, from, from + width);
        return IntStream.concat(IntStream.of(step - width), others)
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    int size() {
        return needs.size();
    }

    /** For each step, those that wait for it. */
    int[][] dependents() {
        var counts = new int[size()];
        needs.forEach(all -> all.forEach(need -> counts[need]++));
        var dependents = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
        for (int i = size() - 1; i >= 0; i--) {
            for (int need : needs.get(i)) {
                dependents[need][--counts[need]] = i;
            }
        }
        return dependents;
    }
}
