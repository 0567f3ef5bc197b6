package io.naestro.benchmarks.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the router makes of a budget on a table of real outcomes; the table is not part of the repository. */
class ReplayTest {
    private static final int SEEDS = 20;
    private static final double SLACK = 0.003;
    private static final double OVERSPENT = 1.01;

    private static Outcomes table;

    @BeforeAll
    static void read() throws IOException {
        var file = Path.of("../../../shared/data/router/outcomes_pareto3.csv");
        var other = Path.of("../../shared/data/router/outcomes_pareto3.csv");
        var found = Files.exists(file) ? file : other;
        if (!Files.exists(found)) {
            System.err.println(
                    "SKIPPED: ReplayTest needs " + found.toAbsolutePath().normalize());
        }
        assumeTrue(Files.exists(found), "the table " + found + " is not here");
        table = Outcomes.read(found);
    }

    /** The planned mix that the table's description gives as a reference. */
    @ParameterizedTest
    @CsvSource({"0.000083, 0.832", "0.00023, 0.882", "0.00065, 0.923", "0.0017, 0.926", "0.0047, 0.930", "0.011, 0.936"
    })
    void reaches_the_planned_mix_and_keeps_to_the_budget(double budget, double reference) {
        var scores = IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> new Replay(table, new Replay.Options(budget, 1_000, seed, null, null)).run())
                .toList();
        assertThat(RouterReplay.median(
                        scores.stream().mapToDouble(Replay.Score::quality).toArray()))
                .isGreaterThanOrEqualTo(reference - SLACK);
        assertThat(RouterReplay.median(
                        scores.stream().mapToDouble(Replay.Score::spend).toArray()))
                .isLessThanOrEqualTo(OVERSPENT * budget);
    }
}
