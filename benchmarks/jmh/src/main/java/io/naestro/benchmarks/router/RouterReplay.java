package io.naestro.benchmarks.router;

import io.naestro.router.RouterState.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores the router on a table of outcomes:
 *
 * <pre>{@code
 * RouterReplay table=outcomes.csv [budget=0.0017] [value=1.0] [seed=1] [seeds=20] [prior=0.06] [verifier=0.95,0.05]
 * }</pre>
 *
 * {@code budget} is the most that a task may cost on average and {@code value} what a success is worth, both in
 * dollars; {@code prior} is the standard deviation of the error in what is known of each model beforehand, and without
 * it nothing is known. With {@code seeds} that many replays are made, and the median is printed.
 */
public final class RouterReplay {
    private static final Set<String> KNOWN = Set.of("table", "budget", "value", "seed", "seeds", "prior", "verifier");
    private static final double ANY_PRICE = 1_000;

    private RouterReplay() {}

    /** Replays and prints. */
    public static void main(String... args) throws IOException {
        var given = given(args);
        var table = Outcomes.read(Path.of(given.get("table")));
        var seed = Long.parseLong(given.getOrDefault("seed", "1"));
        var seeds = Integer.parseInt(given.getOrDefault("seeds", "1"));
        var budget = number(given.get("budget"));
        // With a budget alone, success is worth any price that the budget allows.
        var value = given.containsKey("value") || budget == null
                ? Double.parseDouble(given.getOrDefault("value", "1"))
                : ANY_PRICE;
        var scores = LongStream.range(seed, seed + seeds)
                .mapToObj(each -> new Replay(
                                table,
                                new Replay.Options(
                                        budget,
                                        value,
                                        each,
                                        number(given.get("prior")),
                                        verifier(given.get("verifier"))))
                        .run())
                .toList();
        print(table, scores, value);
    }

    private static void print(Outcomes table, List<Replay.Score> scores, double value) {
        var quality = median(scores.stream().mapToDouble(Replay.Score::quality).toArray());
        var spend = median(scores.stream().mapToDouble(Replay.Score::spend).toArray());
        var worst = scores.stream().mapToDouble(Replay.Score::spend).max().orElseThrow();
        var tasks = scores.getFirst().tasks();
        System.out.printf(
                Locale.ROOT,
                "%d tasks, %d seeds: quality %.4f, spend %.7f (worst seed %.7f) dollars a task%n",
                tasks,
                scores.size(),
                quality,
                spend,
                worst);
        var mine = quality - spend / value;
        for (var model : table.models()) {
            var mean = table.mean(model);
            System.out.printf(
                    Locale.ROOT,
                    "  %-40s quality %.4f, spend %.7f; regret against it %.2f successes, %.2f with cost%n",
                    model,
                    mean.success(),
                    mean.cost(),
                    (mean.success() - quality) * tasks,
                    (mean.success() - mean.cost() / value - mine) * tasks);
        }
    }

    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static Map<String, String> given(String... args) {
        var given = new HashMap<String, String>();
        for (var arg : args) {
            var parts = arg.split("=", 2);
            if (parts.length < 2 || !KNOWN.contains(parts[0])) {
                throw new IllegalArgumentException("argument '" + arg + "' must be name=value with a name of " + KNOWN);
            }
            given.put(parts[0], parts[1]);
        }
        if (!given.containsKey("table")) {
            throw new IllegalArgumentException("table=FILE is missing; it names a table of outcomes");
        }
        return given;
    }

    private static @Nullable Double number(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }

    private static @Nullable Verifier verifier(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var rates = text.split(",", 2);
        return new Verifier(Double.parseDouble(rates[0]), Double.parseDouble(rates[1]));
    }
}
