package io.naestro.benchmarks.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A virtual thread for each step, and for each step a counter of those it still waits for: the least that is needed.
 */
final class RawThreads implements Contender {

    @Override
    public String name() {
        return "raw virtual threads";
    }

    @Override
    public Job prepare(Graph graph) {
        var dependents = graph.dependents();
        var missing = new AtomicIntegerArray(
                graph.needs().stream().mapToInt(needs -> needs.size()).toArray());
        var ended = new CountDownLatch(graph.size());
        return () -> {
            for (int i = 0; i < graph.size(); i++) {
                if (graph.needs().get(i).isEmpty()) {
                    start(i, dependents, missing, ended);
                }
            }
            ended.await();
        };
    }

    private static void start(int step, int[][] dependents, AtomicIntegerArray missing, CountDownLatch ended) {
        var unused = Thread.startVirtualThread(() -> {
            Steps.run();
            for (int next : dependents[step]) {
                if (missing.decrementAndGet(next) == 0) {
                    start(next, dependents, missing, ended);
                }
            }
            ended.countDown();
        });
    }
}
