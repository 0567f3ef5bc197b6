package io.naestro.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.policy.Principal;
import io.naestro.run.RunKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CrashHarnessTest {
    private static final int KILLS = 4;

    @Test
    void killed_processes_lose_and_repeat_nothing_in_a_folder(@TempDir Path folder) throws Exception {
        check(new CrashHarness(false, folder, List.of(), 7).run(KILLS, 1, Duration.ofMinutes(5)));
    }

    @Test
    void two_processes_that_are_killed_in_turns_lose_and_repeat_nothing_in_postgresql(@TempDir Path folder)
            throws Exception {
        check(new CrashHarness(true, folder, List.of(), 7).run(KILLS, 1, Duration.ofMinutes(5)));
    }

    private static void check(List<Course.Report> reports) {
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.kills()).isEqualTo(KILLS);
            assertThat(report.healed()).isGreaterThanOrEqualTo(report.planted());
            assertThat(report.found().violations()).isEmpty();
            assertThat(report.found().runs()).isPositive();
            assertThat(report.found().effects())
                    .isGreaterThanOrEqualTo(report.found().runs() * Workload.STEPS);
        });
    }

    @Test
    void lost_repeated_and_unknown_effects_are_found(@TempDir Path folder) throws Exception {
        var ledger = new Ledger(folder.resolve("ledger"));
        try (var naestro = Workload.open(new MemoryJournal(), ledger)) {
            var run = naestro.start(Workload.plan(ledger), "in", RunKey.of("k"), Principal.HOST);
            run.await(Duration.ofSeconds(60)).orThrow();
            var effects = ledger.effects();
            assertThat(effects).hasSize(Workload.STEPS);
            assertThat(Audit.of(naestro, effects, Set.of("k")).violations()).isEmpty();

            var wrong = new HashMap<>(effects);
            wrong.remove(run.id() + "/s1");
            wrong.put(run.id() + "/s2", 2);
            wrong.put("nobody/s0", 1);
            assertThat(Audit.of(naestro, wrong, Set.of("k", "lost")).violations())
                    .containsExactlyInAnyOrder(
                            "run 'lost' was acknowledged and is lost",
                            run.id() + "/s1 has an outcome, and its effect never happened",
                            run.id() + "/s2 happened 2 times and was cut off 0 times",
                            "effect 'nobody/s0' belongs to no step");
        }
    }

    @Test
    void a_course_that_shows_nothing_is_no_success(@TempDir Path folder) {
        try (var naestro = Workload.open(new MemoryJournal(), new Ledger(folder.resolve("ledger")))) {
            assertThat(Audit.of(naestro, Map.of(), Set.of()).violations()).hasSize(1);
        }
    }
}
