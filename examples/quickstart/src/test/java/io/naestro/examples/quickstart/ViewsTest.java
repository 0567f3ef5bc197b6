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
import io.naestro.run.StepDelta;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How runs are shown, in lines and on a board. */
class ViewsTest {
    private static final RunId ID = RunId.of("01a20446-6be8-7407-bb84-d9653a802d6c");
    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));
    private static final FailureCause WHY = new FailureCause.EngineCause("why");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    private final Told run = new Told();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Lines lines() {
        return new Lines(screen, () -> now, 1_000);
    }

    private Board board() {
        return new Board(screen, () -> now, SiteAudit.plan(true, false, false, false), 1_000);
    }

    private List<String> shown() {
        var shown = bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        bytes.reset();
        return shown;
    }

    private static RunEvent intent(String step) {
        return new RunEvent.StepIntent(step, 1, "x", DIGEST, "k", Spend.NOTHING, Instant.MAX, List.of());
    }

    private static RunEvent done(String step, Spend spent) {
        return new RunEvent.StepOutcome(step, 1, DIGEST, Usage.NONE, spent, Duration.ofMillis(70));
    }

    private static StepDelta crawled(int pages, int open) {
        return new StepDelta("crawl", Json.object().with("pages", pages).with("open", open));
    }

    @Test
    void lines_tell_what_matters_and_each_event_once() {
        var lines = lines();
        run.events(
                done("a", new Spend(Money.eur("0.02"), 1, 1)),
                new RunEvent.StepFailed("b", 1, WHY, Spend.NOTHING, Duration.ZERO, now),
                new RunEvent.StepFailed("b", 2, WHY, Spend.NOTHING, Duration.ZERO, null),
                new RunEvent.AccessSummary("c", 1, List.of(), List.of("GET http://x: no rule")),
                new RunEvent.MapExpanded("m", 3),
                new RunEvent.CancelRequested("enough"));
        lines.show(run);
        lines.pause();
        lines.show(run);
        assertThat(shown())
                .containsExactly(
                        "ok     a                  70 ms  0.02 EUR",
                        "retry  b                   0 ms  why",
                        "FAILED b                   0 ms  why",
                        "refused: GET http://x: no rule",
                        "m: 3 elements");
    }

    @Test
    void lines_tell_of_a_long_crawl_from_time_to_time() {
        var lines = lines();
        run.events(intent("crawl"));
        lines.show(run);
        lines.take(crawled(10, 30));
        lines.take(new StepDelta("crawl", Json.of("else")));
        now = now.plusSeconds(4);
        lines.show(run);
        assertThat(shown()).isEmpty();
        now = now.plusSeconds(1);
        lines.show(run);
        assertThat(shown()).containsExactly("...    crawl          10 pages, 30 to go, about 15 s");
        run.events(done("crawl", Spend.NOTHING));
        now = now.plusSeconds(9);
        lines.show(run);
        assertThat(shown()).containsExactly("ok     crawl              70 ms");
    }

    @Test
    void a_crawl_never_has_more_to_go_than_it_may_fetch() {
        assertThat(new CrawlProgress(90, 500).words(100, Duration.ofSeconds(9)))
                .isEqualTo("90 pages, 10 to go, about 1 s");
        assertThat(new CrawlProgress(5, 0).words(100, Duration.ofSeconds(9))).isEqualTo("5 pages, 0 to go");
        assertThat(CrawlProgress.of(new StepDelta("x", Json.object().with("pages", 1))))
                .isNull();
        assertThat(CrawlProgress.of(new StepDelta("x", Json.object().with("open", 1))))
                .isNull();
    }

    @Test
    void a_board_has_a_line_for_each_step_and_is_drawn_over_only_when_it_changes() {
        var board = board();
        run.events(intent("crawl"));
        run.moment = now;
        board.show(run);
        assertThat(shown()).containsExactly("[>] crawl               0.0 s", "[ ] audit", "[ ] findings", "[ ] report");
        board.show(run);
        assertThat(shown()).isEmpty();
        board.take(crawled(10, 30));
        board.take(new StepDelta("crawl", Json.NULL));
        now = now.plusSeconds(5);
        board.show(run);
        assertThat(shown().getFirst())
                .isEqualTo("\u001b[4A\u001b[J[>] crawl               5.0 s  10 pages, 30 to go, about 15 s");
        run.events(
                done("crawl", new Spend(Money.eur("0.02"), 1, 1)),
                new RunEvent.StepFailed("audit", 1, WHY, Spend.NOTHING, Duration.ZERO, now),
                new RunEvent.StepSkipped("findings", "not needed"),
                new RunEvent.StepFailed("report", 1, WHY, Spend.NOTHING, Duration.ZERO, null),
                new RunEvent.AccessSummary(
                        "page[3]", 1, List.of(), List.of("GET http://x: no rule" + " and more".repeat(9))),
                new RunEvent.AccessSummary("crawl", 1, List.of("GET http://y"), List.of()),
                new RunEvent.CancelRequested("enough"));
        board.pause();
        board.show(run);
        assertThat(shown())
                .containsExactly(
                        "[*] crawl               0.1 s  0.02 EUR",
                        "[~] audit               0.0 s  why",
                        "[-] findings            0.0 s  not needed",
                        "[!] report              0.0 s  why",
                        "[ ] page                       refused: GET http://x: no rule and more and ...");
    }

    /** A run of which only the events are known. */
    private static final class Told implements Run<String> {
        private final List<Recorded> told = new ArrayList<>();
        private Instant moment = Instant.parse("2026-01-01T00:00:00Z");

        void events(RunEvent... events) {
            for (var event : events) {
                told.add(new Recorded(ID, told.size(), moment, event));
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

        @Override
        public Watch watch(Consumer<StepDelta> listener) {
            throw new UnsupportedOperationException("nobody watches in this test");
        }
    }
}
