package io.naestro.router.telemetry;

import java.time.Duration;

/**
 * What a server said of its load. Means are of what happened since the poll before; what the server does not say, or
 * did not happen, is zero.
 *
 * @param running how many requests it works on
 * @param waiting how many requests wait in its queue
 * @param cacheUsed how full its KV cache is, from 0 to 1
 * @param firstToken how long a request takes until its first token, its wait included; while requests wait and none
 *     gets a token, it grows with the time that passes
 * @param queueTime the mean wait in the queue
 * @param interToken the mean time between two tokens of output
 * @param prefixHits the share of prompt tokens that were found in the prefix cache, from 0 to 1
 */
public record ServerLoad(
        int running,
        int waiting,
        double cacheUsed,
        Duration firstToken,
        Duration queueTime,
        Duration interToken,
        double prefixHits) {}
