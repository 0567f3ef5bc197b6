package io.naestro.router;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The live signals of one endpoint: what routing reads of it, without locks, on every decision. The router writes what
 * it sees of its own calls (in flight, latency, circuit); pollers and probes write what the server and the machine say
 * (load, cache, window, drain). Nothing here is learnt or journaled: after a restart everything is unknown, which
 * counts as idle and healthy.
 *
 * <p>What a poller says is true for {@value #FRESH_SECONDS} seconds: one that dies must not rule for ever. Thread-safe;
 * any thread may write at any time, and a reader may see one poll's numbers beside another's.
 */
public class Signals {
    /** How long a poll counts, in seconds. */
    public static final int FRESH_SECONDS = 30;

    /** A KV cache that is fuller than this, with requests waiting, sends work elsewhere. */
    static final double FULL_CACHE = 0.9;

    private static final int WINDOW = 20;
    private static final int LEAST_CALLS = 5;
    private static final long OUTCOMES_MASK = (1L << WINDOW) - 1;
    private static final int COUNT_SHIFT = 32;
    private static final long MILLION = 1_000_000;
    private static final int MOST_TRIPS = 16;
    private static final int SHARE = 8;

    private static final AtomicIntegerFieldUpdater<Signals> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(Signals.class, "inFlight");
    private static final AtomicLongFieldUpdater<Signals> LATENCY =
            AtomicLongFieldUpdater.newUpdater(Signals.class, "latencyNanos");
    private static final AtomicLongFieldUpdater<Signals> OPEN_UNTIL =
            AtomicLongFieldUpdater.newUpdater(Signals.class, "openUntil");
    private static final AtomicLongFieldUpdater<Signals> PROBE_UNTIL =
            AtomicLongFieldUpdater.newUpdater(Signals.class, "probeUntil");
    private static final AtomicLongFieldUpdater<Signals> OUTCOMES =
            AtomicLongFieldUpdater.newUpdater(Signals.class, "outcomes");

    /**
     * What speaks against an endpoint now, from the least to the most; none of it says anything about the model's
     * quality.
     */
    enum Objection {
        NONE,
        /** It would do, but answer late: only taken when nothing else is left. */
        BUSY,
        RATE_LIMIT,
        WINDOW_TOO_SMALL,
        PROBE_UNDER_WAY,
        CIRCUIT_OPEN,
        DRAINED
    }

    private final String model;
    private volatile int inFlight;
    private volatile long latencyNanos;
    private volatile long openUntil;
    private volatile String openWhy = "";
    private volatile boolean tripped;
    private volatile int trips;
    private volatile long probeUntil = Long.MIN_VALUE;
    private volatile long outcomes;
    private volatile long freshUntil = Long.MIN_VALUE;
    private volatile int running;
    private volatile int waiting;
    private volatile double cache;
    private volatile long firstTokenMillis;
    private volatile long drainUntil = Long.MIN_VALUE;
    private volatile String drainWhy = "";
    private volatile long contextTokens = Long.MAX_VALUE;
    private volatile long quotaReset = Long.MIN_VALUE;
    private volatile long quotaRequests;
    private volatile long quotaTokens;

    Signals(String model) {
        this.model = model;
    }

    /** The id of the model whose endpoint this is. */
    public String model() {
        return model;
    }

    // ---- what pollers and probes say ----

    /**
     * Says how much the server has to do.
     *
     * @param runs how many requests it works on, at least 0
     * @param waits how many requests wait in its queue, at least 0
     * @param cacheUsed how full its KV cache is, from 0 to 1
     * @param firstToken how long a request takes now until its first token, its wait in the queue included; zero when
     *     the server does not say
     * @param now the moment of the poll
     */
    public void load(int runs, int waits, double cacheUsed, Duration firstToken, Instant now) {
        if (runs < 0 || waits < 0 || !(cacheUsed >= 0 && cacheUsed <= 1) || firstToken.isNegative()) {
            throw new IllegalArgumentException("model '" + model + "': running '" + runs + "', waiting '" + waits
                    + "' and first token '" + firstToken + "' must not be negative, and the cache '" + cacheUsed
                    + "' must lie between 0 and 1");
        }
        running = runs;
        waiting = waits;
        cache = cacheUsed;
        firstTokenMillis = firstToken.toMillis();
        freshUntil = now.toEpochMilli() + FRESH_SECONDS * 1_000L;
    }

    /**
     * Says how large the window of the served model really is. What the card says counts unless this is smaller.
     *
     * @param tokens the most tokens of input and output together, at least 1
     */
    public void contextTokens(long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("model '" + model + "': contextTokens '" + tokens
                    + "' must be at least 1; leave it unsaid when it is not known");
        }
        contextTokens = tokens;
    }

    /**
     * Says what is left of a rate limit, as in the headers of an answer. Forgotten at the reset.
     *
     * @param requests how many more requests are allowed
     * @param tokens how many more tokens are allowed
     * @param reset the moment at which the limit is full again
     */
    public void quota(long requests, long tokens, Instant reset) {
        quotaRequests = requests;
        quotaTokens = tokens;
        quotaReset = reset.toEpochMilli();
    }

    /**
     * Takes the endpoint out of service until a moment: nothing new is sent, what runs may end. Saying it again moves
     * the moment, forward or back.
     *
     * @param until the moment; one in the past puts the endpoint back into service
     * @param why why, for people, such as {@code GPU 0 at 91 °C}
     */
    public void drain(Instant until, String why) {
        drainWhy = why;
        drainUntil = until.toEpochMilli();
    }

    /**
     * Opens the circuit: the endpoint is broken, and nothing is sent until a moment; then one request probes it. A
     * deadline that is set already is never moved earlier.
     *
     * @param until the moment
     * @param why why, for people
     */
    public void open(Instant until, String why) {
        open(until.toEpochMilli(), why);
    }

    // ---- what the router sees of its own calls; times are milliseconds since the epoch ----

    void open(long until, String why) {
        tripped = true;
        if (OPEN_UNTIL.accumulateAndGet(this, until, Math::max) == until) {
            openWhy = why;
        }
    }

    void started() {
        IN_FLIGHT.incrementAndGet(this);
    }

    void ended() {
        IN_FLIGHT.decrementAndGet(this);
    }

    /** A call gave an answer: the circuit closes, and its latency counts for an eighth. */
    void succeeded(long nanos) {
        note(0);
        LATENCY.updateAndGet(this, before -> before == 0 ? nanos : before + (nanos - before) / SHARE);
        answered();
    }

    /** The endpoint is there, whatever it said: a circuit that was open closes. */
    void answered() {
        if (tripped) {
            trips = 0;
            outcomes = 0;
            probeUntil = Long.MIN_VALUE;
            tripped = false;
        }
    }

    /** A call failed in a way that may be chance; whether it is more than that, or the probe of a circuit failed. */
    boolean failed() {
        var seen = note(1);
        var calls = (int) (seen >>> COUNT_SHIFT);
        return tripped || (calls >= LEAST_CALLS && 2 * Long.bitCount(seen & OUTCOMES_MASK) >= calls);
    }

    private long note(long failure) {
        return OUTCOMES.updateAndGet(this, before -> {
            var calls = Math.min(WINDOW, (before >>> COUNT_SHIFT) + 1);
            return calls << COUNT_SHIFT | ((before << 1 | failure) & OUTCOMES_MASK);
        });
    }

    /** Counts another trip of the circuit. The answer, from 0, says how often it tripped in a row before. */
    int trip() {
        var before = trips;
        trips = Math.min(MOST_TRIPS, before + 1);
        probeUntil = Long.MIN_VALUE;
        return before;
    }

    /** Lets one request through a circuit whose deadline has passed; the next one when that request's time is up. */
    boolean probe(long now, long deadline) {
        return !tripped
                || PROBE_UNTIL.getAndAccumulate(
                                this, Math.max(deadline, now + 1), (was, next) -> was > now ? was : next)
                        <= now;
    }

    // ---- what the router reads ----

    Objection objection(long now, long tokens, long patience) {
        if (drainUntil > now) {
            return Objection.DRAINED;
        }
        if (openUntil > now) {
            return Objection.CIRCUIT_OPEN;
        }
        if (tripped && probeUntil > now) {
            return Objection.PROBE_UNDER_WAY;
        }
        if (contextTokens < tokens) {
            return Objection.WINDOW_TOO_SMALL;
        }
        if (quotaReset > now && (quotaRequests < 1 || quotaTokens < tokens)) {
            return Objection.RATE_LIMIT;
        }
        return freshUntil > now && late(patience) ? Objection.BUSY : Objection.NONE;
    }

    private boolean late(long patience) {
        return (waiting > 0 && cache > FULL_CACHE) || firstTokenMillis > patience;
    }

    /** How much there is to do, times how long that takes; what two replicas are compared by. */
    double load(long now) {
        var calls = inFlight;
        var told = freshUntil > now ? running + waiting : 0;
        return (Math.max(calls, told) + 1.0) * Math.max(latencyNanos, MILLION);
    }

    long openUntil() {
        return openUntil;
    }

    long contextTokens() {
        return contextTokens;
    }

    /** What is so, in a few words. */
    String describe() {
        return "in flight " + inFlight + ", latency " + latencyNanos / MILLION + " ms"
                + (openWhy.isEmpty() ? "" : ", circuit: " + openWhy)
                + (drainWhy.isEmpty() ? "" : ", drain: " + drainWhy);
    }
}
