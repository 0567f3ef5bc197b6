package io.naestro.examples.quickstart;

import io.naestro.plan.Plan;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import io.naestro.run.StepDelta;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on a terminal as a board: a line for each step of the plan, drawn over again as things change. Only
 * control sequences that every terminal has are used: up by lines, clear to the end (ECMA-48, CUU and ED).
 */
final class Board implements View {
    private static final int WIDEST = 78;

    private final Screen screen;
    private final InstantSource clock;
    private final long most;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, CrawlProgress> progress = new ConcurrentHashMap<>();
    private long next;
    private int drawn;
    private List<String> shown = List.of();

    private static final class Row {
        private String mark = " ";
        private @Nullable Instant began;
        private @Nullable Duration took;
        private Spend spent = Spend.NOTHING;
        private String note = "";
    }

    /**
     * A board.
     *
     * @param screen where to
     * @param clock tells how long a step has been running
     * @param plan the plan
     * @param most the most addresses that are asked for
     */
    Board(Screen screen, InstantSource clock, Plan<?, ?> plan, long most) {
        this.screen = screen;
        this.clock = clock;
        this.most = most;
        plan.steps().forEach(step -> rows.put(step.id(), new Row()));
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
                take(recorded.event(), recorded.at());
                next = recorded.sequence() + 1;
            }
        }
        draw();
    }

    /** What is drawn next goes below. */
    @Override
    public void pause() {
        drawn = 0;
        shown = List.of();
    }

    private void take(RunEvent event, Instant at) {
        switch (event) {
            case RunEvent.StepIntent started -> {
                var row = row(started.step());
                row.mark = ">";
                row.began = at;
                row.note = "";
            }
            case RunEvent.StepOutcome done -> end(done.step(), "*", done.took(), done.spent(), "");
            case RunEvent.StepFailed failed ->
                end(
                        failed.step(),
                        failed.retryAt() == null ? "!" : "~",
                        failed.took(),
                        failed.spent(),
                        failed.cause().message());
            case RunEvent.StepSkipped skipped -> end(skipped.step(), "-", Duration.ZERO, Spend.NOTHING, skipped.why());
            case RunEvent.ApprovalAsked asked -> {
                var row = row(asked.request().step());
                row.mark = "?";
                row.note = "asks a person";
            }
            case RunEvent.AccessSummary access -> {
                if (!access.denied().isEmpty()) {
                    row(access.step()).note = "refused: " + access.denied().getFirst();
                }
            }
            default -> {
                // the journal has it for whoever looks closer
            }
        }
    }

    /** The row of a step; elements of a map, such as {@code page[3]}, are shown by the map's own. */
    private Row row(String step) {
        return rows.computeIfAbsent(step.replaceFirst("[\\[/].*", ""), name -> new Row());
    }

    private void end(String step, String mark, Duration took, Spend spent, String note) {
        var row = row(step);
        row.mark = mark;
        row.took = took;
        row.spent = spent;
        row.note = note;
        progress.remove(step);
    }

    private void draw() {
        var now = clock.instant();
        var lines = new ArrayList<String>();
        rows.forEach((step, row) -> lines.add(line(step, row, now)));
        if (!lines.equals(shown)) {
            screen.over(drawn, lines);
            drawn = lines.size();
            shown = lines;
        }
    }

    private String line(String step, Row row, Instant now) {
        var began = row.began;
        var took = row.took != null ? row.took : began == null ? Duration.ZERO : Duration.between(began, now);
        var crawled = progress.get(step);
        var note = crawled == null ? row.note : crawled.words(most, took);
        var time =
                began == null && row.took == null ? "" : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
        var cost = row.spent.money() == null ? "" : row.spent.money() + "  ";
        var line = String.format(Locale.ROOT, "[%s] %-15s %9s  %s%s", row.mark, step, time, cost, note);
        return line.length() <= WIDEST ? line.stripTrailing() : line.substring(0, WIDEST - 3) + "...";
    }
}
