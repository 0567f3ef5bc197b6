package io.naestro.examples.quickstart;

import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import io.naestro.run.StepDelta;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows a run in lines, one for each event that tells people something, as for a file or a terminal without a cursor.
 */
final class Lines implements View {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Screen screen;
    private final InstantSource clock;
    private final long most;
    private final Map<String, CrawlProgress> progress = new ConcurrentHashMap<>();
    private Instant told;
    private Instant began;
    private long next;

    /**
     * Lines.
     *
     * @param screen where to
     * @param clock tells when it is time for a line on a long step
     * @param most the most addresses that are asked for
     */
    Lines(Screen screen, InstantSource clock, long most) {
        this.screen = screen;
        this.clock = clock;
        this.most = most;
        told = clock.instant();
        began = told;
    }

    @Override
    public void take(StepDelta delta) {
        var crawled = CrawlProgress.of(delta);
        if (crawled != null) {
            progress.put(delta.step(), crawled);
        }
    }

    @Override
    public void show(Run<?> run) {
        for (var events = run.events(next, 100); !events.isEmpty(); events = run.events(next, 100)) {
            for (var recorded : events) {
                show(recorded.event());
                next = recorded.sequence() + 1;
            }
        }
        var now = clock.instant();
        if (Duration.between(told, now).compareTo(PAUSE) >= 0) {
            told = now;
            var took = Duration.between(began, now);
            progress.forEach((step, crawled) ->
                    screen.line(String.format(Locale.ROOT, "...    %-14s %s", step, crawled.words(most, took))));
        }
    }

    @Override
    public void pause() {
        // lines stay as they are
    }

    private void show(RunEvent event) {
        switch (event) {
            case RunEvent.StepIntent started -> began = clock.instant();
            case RunEvent.StepOutcome done -> line("ok", done.step(), done.took(), done.spent(), "");
            case RunEvent.StepFailed failed ->
                line(
                        failed.retryAt() == null ? "FAILED" : "retry",
                        failed.step(),
                        failed.took(),
                        failed.spent(),
                        failed.cause().message());
            case RunEvent.StepSkipped skipped ->
                screen.line(String.format(Locale.ROOT, "%-6s %-14s %s", "skip", skipped.step(), skipped.why()));
            case RunEvent.MapExpanded map -> screen.line("     " + map.step() + ": " + map.elements() + " elements");
            case RunEvent.ApprovalAsked asked ->
                screen.line("ask    " + asked.request().step());
            case RunEvent.AccessSummary access ->
                access.denied().forEach(denied -> screen.line("     refused: " + denied));
            case RunEvent.RunResumed resumed -> screen.line("     taken up again");
            default -> {
                // the journal has it for whoever looks closer
            }
        }
    }

    private void line(String mark, String step, Duration took, Spend spent, String more) {
        progress.remove(step);
        var cost = spent.money() == null ? "" : "  " + spent.money();
        screen.line(String.format(Locale.ROOT, "%-6s %-14s %6d ms%s  %s", mark, step, took.toMillis(), cost, more)
                .stripTrailing());
    }
}
