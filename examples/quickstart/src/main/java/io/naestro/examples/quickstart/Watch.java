package io.naestro.examples.quickstart;

import io.naestro.json.Json;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.Spend;
import java.time.Duration;
import java.util.Locale;

/** Shows what happens in a run, a line for each event that tells people something. */
final class Watch {
    private static final int LONGEST_PREVIEW = 1_200;

    private final Screen screen;
    private long next;

    Watch(Screen screen) {
        this.screen = screen;
    }

    /** Shows what happened since the last time. */
    void show(Run<?> run) {
        for (var events = run.events(next, 100); !events.isEmpty(); events = run.events(next, 100)) {
            for (var recorded : events) {
                show(recorded.event());
                next = recorded.sequence() + 1;
            }
        }
    }

    private void show(RunEvent event) {
        switch (event) {
            case RunEvent.StepOutcome done -> line("ok", done.step(), done.took(), done.spent(), "");
            case RunEvent.StepFailed failed ->
                line(
                        failed.retryAt() == null ? "FAILED" : "retry",
                        failed.step(),
                        failed.took(),
                        failed.spent(),
                        failed.cause().message());
            case RunEvent.MapExpanded map -> screen.line("     " + map.step() + ": " + map.elements() + " elements");
            case RunEvent.ApprovalAsked asked ->
                screen.line("ask  " + asked.request().step());
            case RunEvent.AccessSummary access ->
                access.denied().forEach(denied -> screen.line("     refused: " + denied));
            case RunEvent.RunResumed resumed -> screen.line("     taken up again");
            default -> {
                // the journal has it for whoever looks closer
            }
        }
    }

    private void line(String mark, String step, Duration took, Spend spent, String more) {
        var cost = spent.money() == null ? "" : "  " + spent.money();
        screen.line(String.format(Locale.ROOT, "%-6s %-14s %5d ms%s  %s", mark, step, took.toMillis(), cost, more)
                .stripTrailing());
    }

    /** What a person is asked about, with texts as texts and not longer than a screen. */
    static String preview(Json shown) {
        var text = new StringBuilder();
        write(shown, "  ", text);
        return text.length() <= LONGEST_PREVIEW
                ? text.toString()
                : text.substring(0, LONGEST_PREVIEW) + "\n  ... (" + text.length() + " characters in all)\n";
    }

    private static void write(Json json, String indent, StringBuilder text) {
        switch (json) {
            case Json.Obj object ->
                object.members().forEach((name, value) -> {
                    text.append(indent).append(name).append(":\n");
                    write(value, indent + "  ", text);
                });
            case Json.Str string ->
                string.value()
                        .lines()
                        .forEach(line -> text.append(indent).append(line).append('\n'));
            default -> text.append(indent).append(json).append('\n');
        }
    }
}
