package io.naestro.router.telemetry;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.router.telemetry.PrometheusText.Series;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads a server's load from its metrics, and remembers what is needed to tell what came since the last reading. */
final class LoadReader {
    /** Lists of iterations are flat; a server that was not asked for long may have many of them. */
    static final Limits JSON = new Limits(Fetch.MOST_BYTES, 16, 100, 65_536, 400_000);

    private static final double MOST_SECONDS = 86_400;
    private static final double MOST_REQUESTS = 1_000_000_000;
    private static final double NANOS = 1e9;

    private final Names names;
    private final Meter firstToken = new Meter();
    private final Meter queueTime = new Meter();
    private final Meter interToken = new Meter();
    private final Meter prefix = new Meter();
    private Means latest = Means.NONE;
    private double expected;
    private boolean readBefore;
    private long readAt;

    LoadReader(Names names) {
        this.names = names;
    }

    /** The load that a page in the text format of Prometheus tells of; empty when it does not. */
    Optional<ServerLoad> text(byte[] page, long nanos) {
        var found = PrometheusText.read(page, names.all());
        latest = means(found);
        var running = first(found, names.running());
        return running == null
                ? Optional.empty()
                : Optional.of(load(
                        running.sum(),
                        orNone(first(found, names.waiting())).sum(),
                        orNone(first(found, names.cache())).mean(),
                        latest,
                        nanos));
    }

    /**
     * The load that the newest iteration in TensorRT-LLM's list tells of; empty when there was none since the list was
     * last read. A page in the text format that did not tell of the load, and was read before, adds its means.
     */
    Optional<ServerLoad> list(byte[] page, long nanos) {
        var means = latest;
        latest = Means.NONE;
        return JsonText.parse("", page, JSON) instanceof Json.Arr(var records) && !records.isEmpty()
                ? record(records.getLast(), means, nanos)
                : Optional.empty();
    }

    private Optional<ServerLoad> record(Json last, Means means, long nanos) {
        var blocks = number(last, "/kvCacheStats/maxNumBlocks").orElse(0);
        var used = number(last, "/kvCacheStats/usedNumBlocks").orElse(0);
        var hits = number(last, "/kvCacheStats/cacheHitRate").orElse(0);
        var running = number(last, "/numActiveRequests");
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(load(
                        running.getAsDouble(),
                        number(last, "/numQueuedRequests").orElse(0),
                        blocks > 0 ? used / blocks : 0,
                        new Means(means.firstToken(), means.queueTime(), means.interToken(), hits),
                        nanos));
    }

    private static OptionalDouble number(Json record, String pointer) {
        return record.at(Pointer.of(pointer)).orElse(Json.NULL) instanceof Json.Num number
                        && number.value().signum() >= 0
                ? OptionalDouble.of(number.value().doubleValue())
                : OptionalDouble.empty();
    }

    /** What came since the last reading; the first is NaN when nothing did. */
    private record Means(double firstToken, double queueTime, double interToken, double hits) {
        static final Means NONE = new Means(Double.NaN, 0, 0, 0);
    }

    private Means means(Map<String, Series> found) {
        var queued = since(queueTime, found, names.queueTime());
        var first = since(firstToken, found, names.firstToken());
        var came = firstToken.added() > 0 ? first : queueTime.added() > 0 ? queued : Double.NaN;
        var share = prefix.since(first(found, names.hits()), first(found, names.queries()));
        return new Means(
                came,
                queued,
                since(interToken, found, names.interToken()),
                prefix.added() > 0
                        ? share
                        : orNone(first(found, names.hitRate())).mean());
    }

    private static double since(Meter meter, Map<String, Series> found, List<String> names) {
        return names.stream()
                .filter(name -> found.containsKey(name + "_count"))
                .findFirst()
                .map(name -> meter.since(found.get(name + "_sum"), found.get(name + "_count")))
                .orElseGet(() -> meter.since(null, null));
    }

    private ServerLoad load(double running, double waiting, double cache, Means means, long nanos) {
        return new ServerLoad(
                (int) Math.min(MOST_REQUESTS, running),
                (int) Math.min(MOST_REQUESTS, waiting),
                Math.min(1, cache),
                duration(expected(means.firstToken(), waiting, nanos)),
                duration(means.queueTime()),
                duration(means.interToken()),
                Math.min(1, means.hits()));
    }

    /** A queue from which nothing came makes the next one wait longer by the time that has passed. */
    private double expected(double came, double waiting, long nanos) {
        var passed = (nanos - readAt) / NANOS;
        var stuck = waiting > 0 && readBefore ? expected + passed : 0;
        expected = Double.isNaN(came) ? stuck : came;
        readBefore = true;
        readAt = nanos;
        return expected;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.min(MOST_SECONDS, seconds) * NANOS));
    }

    private static @Nullable Series first(Map<String, Series> found, List<String> names) {
        return names.stream()
                .map(found::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Series orNone(@Nullable Series series) {
        return series == null ? new Series(0, 1) : series;
    }
}
