package io.naestro.examples.quickstart;

import io.naestro.json.Json;
import io.naestro.run.StepDelta;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a crawl is.
 *
 * @param pages how many addresses were asked for
 * @param open how many are known and not asked for yet
 */
record CrawlProgress(long pages, long open) {
    /** What a step told, or null when it told something else. */
    static @Nullable CrawlProgress of(StepDelta delta) {
        if (delta.delta() instanceof Json.Obj told
                && told.get("pages").orElse(Json.NULL) instanceof Json.Num pages
                && told.get("open").orElse(Json.NULL) instanceof Json.Num open) {
            return new CrawlProgress(pages.value().longValue(), open.value().longValue());
        }
        return null;
    }

    /**
     * In words, with the time that is left if no more links turn up and the pace stays as it is.
     *
     * @param most the most addresses that are asked for
     * @param took how long it has taken so far
     */
    String words(long most, Duration took) {
        var left = Math.min(open, most - pages);
        var seconds = Math.round(took.toMillis() / 1000.0 * left / Math.max(1, pages));
        return pages + " pages, " + left + " to go" + (left > 0 ? ", about " + seconds + " s" : "");
    }
}
