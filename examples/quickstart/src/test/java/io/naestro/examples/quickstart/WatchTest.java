package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.Usage;
import io.naestro.run.FailureCause;
import io.naestro.run.Recorded;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.Spend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final RunId ID = RunId.of("01a20446-6be8-7407-bb84-d9653a802d6c");
    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final FailureCause WHY = new FailureCause.EngineCause("why");

    @Test
    void shows_what_tells_people_something_and_each_event_once() {
        var bytes = new ByteArrayOutputStream();
        var watch = new Watch(new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        var run = new Told();
        run.events(
                new RunEvent.StepOutcome(
                        "a", 1, DIGEST, Usage.NONE, new Spend(Money.eur("0.02"), 1, 1), Duration.ofMillis(7)),
                new RunEvent.StepFailed("b", 1, WHY, Spend.NOTHING, Duration.ZERO, NOW),
                new RunEvent.StepFailed("b", 2, WHY, Spend.NOTHING, Duration.ZERO, null),
                new RunEvent.AccessSummary("c", 1, List.of(), List.of("GET http://x: no rule")),
                new RunEvent.CancelRequested("enough"));
        watch.show(run);
        watch.show(run);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().map(String::strip))
                .containsExactly(
                        "ok     a                  7 ms  0.02 EUR",
                        "retry  b                  0 ms  why",
                        "FAILED b                  0 ms  why",
                        "refused: GET http://x: no rule");
    }

    @Test
    void cuts_what_does_not_fit_a_screen() {
        assertThat(Watch.preview(Json.array(Json.of(1)))).isEqualTo("  [1]\n");
        assertThat(Watch.preview(Json.of("line\n".repeat(1_000)))).endsWith("... (7000 characters in all)\n");
    }

    /** A run of which only the events are known. */
    private static final class Told implements Run<String> {
        private final List<Recorded> told = new ArrayList<>();

        void events(RunEvent... events) {
            for (var event : events) {
                told.add(new Recorded(ID, told.size(), NOW, event));
            }
        }

        @Override
        public List<Recorded> events(long from, int most) {
            return told.subList((int) from, told.size());
        }

        @Override
        public RunId id() {
            return ID;
        }

        @Override
        public RunKey key() {
            return RunKey.of("told");
        }

        @Override
        public RunResult<String> await(Duration atMost) {
            throw new UnsupportedOperationException("nobody waits in this test");
        }

        @Override
        public void cancel(String reason) {
            throw new UnsupportedOperationException("nobody cancels in this test");
        }
    }
}
