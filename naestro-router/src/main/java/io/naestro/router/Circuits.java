package io.naestro.router;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens and closes circuits by how calls end. What a caller did wrong says nothing of the endpoint. */
final class Circuits {
    private static final long FIRST_PAUSE = 5_000;
    private static final long LONGEST_PAUSE = 600_000;
    private static final long ACCOUNT_PAUSE = 3_600_000;
    private static final int MOST_DOUBLINGS = 7;
    private static final double JITTER = 0.2;

    private final long seed;

    Circuits(long seed) {
        this.seed = seed;
    }

    /**
     * A call ended.
     *
     * @param signals the endpoint
     * @param sameProvider all endpoints of the provider
     * @param failure why it failed, or null when it did not
     * @param took how long it took
     * @param now the moment, in milliseconds since the epoch
     */
    void ended(Signals signals, List<Signals> sameProvider, @Nullable ModelFailure failure, Duration took, long now) {
        signals.ended();
        if (failure == null) {
            signals.succeeded(took.toNanos());
            return;
        }
        var why = failure.kind() + ", " + failure.message();
        switch (failure.kind()) {
            case RATE_LIMITED, OVERLOADED -> signals.open(now + asked(failure), why);
            case TIMEOUT, TRANSPORT, SERVER_FAULT, FAULT -> {
                if (signals.failed()) {
                    trip(signals, now, why);
                }
            }
            case ENGINE_DOWN, MODEL_NOT_FOUND, NOT_LOCAL -> trip(signals, now, why);
            case AUTHENTICATION -> signals.open(now + ACCOUNT_PAUSE, why);
            case BILLING -> sameProvider.forEach(each -> each.open(now + ACCOUNT_PAUSE, why));
            case TRUNCATED -> {
                if (!brokeOff(failure)) {
                    signals.answered();
                } else if (signals.failed()) {
                    trip(signals, now, why);
                }
            }
            default -> signals.answered();
        }
    }

    /** Whether an answer ended early because the connection or the server did, and not at the limit on its length. */
    static boolean brokeOff(ModelFailure failure) {
        return !failure.details().get("finish").orElse(Json.NULL).equals(Json.of("length"));
    }

    private static long asked(ModelFailure failure) {
        return failure.retryAfter() == null ? FIRST_PAUSE : failure.retryAfter().toMillis();
    }

    /**
     * Opens for twice as long as the last time, give or take a fifth, so that many callers do not come back at once.
     */
    private void trip(Signals signals, long now, String why) {
        var doublings = Math.min(MOST_DOUBLINGS, signals.trip());
        var chance = Coin.unit(Coin.toss(seed + now, signals.model()));
        var pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << doublings);
        signals.open(now + (long) (pause * (1 - JITTER + 2 * JITTER * chance)), why);
    }
}
