package io.naestro.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The CPU time of a decision, which, unlike the time on the clock, does not depend on what else the machine does. Runs
 * what {@link PolicyBenchmark} runs.
 */
public final class PolicyCpu {
    private static final int ROUNDS = 7;
    private static final int DECISIONS = 1_000_000;
    private static final int[] RULES = {10, 100, 1000};

    /** Read at the end, so that no decision can be left out as useless. */
    private static volatile Object last = "";

    private PolicyCpu() {}

    /**
     * Prints the least CPU nanoseconds a decision of seven rounds.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.printf("%-20s %10s %10s %10s%n", "CPU ns a decision", "10 rules", "100", "1,000");
        var states = new PolicyBenchmark[RULES.length];
        for (int i = 0; i < RULES.length; i++) {
            states[i] = new PolicyBenchmark();
            states[i].rules = RULES[i];
            states[i].write();
        }
        print("decide", states[0]::decide, states[1]::decide, states[2]::decide, DECISIONS);
        print("linear scan", states[0]::linearScan, states[1]::linearScan, states[2]::linearScan, DECISIONS / 50);
        print("jCasbin", states[0]::jCasbin, states[1]::jCasbin, states[2]::jCasbin, DECISIONS / 1000);
        System.out.println("last: " + last);
    }

    private static void print(String name, Supplier<?> one, Supplier<?> two, Supplier<?> three, int times) {
        System.out.printf(
                Locale.ROOT, "%-20s %10.0f %10.0f %10.0f%n", name, cpu(one, times), cpu(two, times), cpu(three, times));
    }

    private static double cpu(Supplier<?> decision, int times) {
        var threads = ManagementFactory.getThreadMXBean();
        var least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            var start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                last = decision.get();
            }
            least = Math.min(least, (threads.getCurrentThreadCpuTime() - start) / (double) times);
        }
        return least;
    }
}
