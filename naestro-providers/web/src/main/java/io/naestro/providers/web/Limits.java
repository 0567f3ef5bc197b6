package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The limits of a crawl, complete and checked; see {@link CrawlJob}. */
record Limits(
        int pages,
        int depth,
        int pageBytes,
        long bytes,
        Duration time,
        Duration pageTime,
        Duration delay,
        int parallel) {
    private static final Duration LONGEST = Duration.ofDays(7);

    /** The most redirects from one address to the next. */
    static final int REDIRECTS = 10;

    /**
     * The limits of a job.
     *
     * @throws InputException if one is out of range; names it
     */
    static Limits of(CrawlJob job) {
        return new Limits(
                (int) number("maxPages", job.maxPages(), 500, 1, 100_000),
                (int) number("maxDepth", job.maxDepth(), 20, 0, 1_000),
                (int) number("maxPageBytes", job.maxPageBytes(), 4 << 20, 1 << 10, 16 << 20),
                number("maxBytes", job.maxBytes(), 1L << 30, 1 << 10, Long.MAX_VALUE),
                time("maxTime", job.maxTime(), Duration.ofMinutes(10), Duration.ofMillis(1)),
                time("pageTime", job.pageTime(), Duration.ofSeconds(10), Duration.ofMillis(1)),
                time("delay", job.delay(), Duration.ZERO, Duration.ZERO),
                (int) number("parallel", job.parallel(), 4, 1, 32));
    }

    private static long number(String name, @Nullable Number given, long usual, long least, long most) {
        var number = given == null ? usual : given.longValue();
        if (number < least || number > most) {
            throw refuse(name, Long.toString(number), least + " to " + most);
        }
        return number;
    }

    private static Duration time(String name, @Nullable Duration given, Duration usual, Duration least) {
        var time = given == null ? usual : given;
        if (time.compareTo(least) < 0 || time.compareTo(LONGEST) > 0) {
            throw refuse(name, time.toString(), least + " to " + LONGEST);
        }
        return time;
    }

    private static InputException refuse(String name, String value, String range) {
        return new InputException(InputProblem.at(Pointer.of("/" + name), Json.of(value), "is out of range", range));
    }
}
