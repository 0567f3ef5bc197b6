package io.naestro.benchmarks;

import io.naestro.policy.engine.YamlPolicy;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The CPU time of reading a policy file: form, rules, linter and index, without a host that says what it has. */
public final class PolicyLoad {
    private static final int ROUNDS = 15;
    private static final int[] RULES = {10, 100, 1000};

    private PolicyLoad() {}

    /**
     * Prints the CPU milliseconds of the first load and the least of fifteen, for files of 10, 100 and 1,000 rules.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.printf("%-10s %10s %10s%n", "rules", "first ms", "least ms");
        for (int rules : RULES) {
            var text = text(rules);
            var first = load(text);
            var least = first;
            for (int round = 1; round < ROUNDS; round++) {
                least = Math.min(least, load(text));
            }
            System.out.printf(Locale.ROOT, "%-10d %10.1f %10.1f%n", rules, first, least);
        }
    }

    private static double load(String text) {
        var threads = ManagementFactory.getThreadMXBean();
        var start = threads.getCurrentThreadCpuTime();
        YamlPolicy.parse(text, "policy.yaml");
        return (threads.getCurrentThreadCpuTime() - start) / 1e6;
    }

    /** Rules for one of 8 roles, one of 20 tools and the files below a folder each; every tenth denies. */
    private static String text(int rules) {
        var text = new StringBuilder("naestro: policy/v1\nmode: auto\nrules:\n");
        for (int i = 0; i < rules; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "  - { id: r%d, verdict: %s, roles: [role%d], tools: [tool%d.read],"
                            + " on: { path: ['workspace:/area%d/project%d/**'] } }%n",
                    i,
                    i % 10 == 9 ? "deny" : "allow",
                    i % 8,
                    i % 20,
                    i % 7,
                    i));
        }
        return text.toString();
    }
}
