package io.naestro.providers.http;

import java.time.Duration;

/**
 * How long a server may be silent. The deadline of a call holds beside it, and the client has a limit of its own for
 * connecting.
 *
 * @param firstByte how long until an answer begins, connecting included
 * @param idle how long between its bytes from then on; comments in a stream count, so that pings keep it alive
 */
public record Patience(Duration firstByte, Duration idle) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * A day each, so that the deadline alone counts: models may think for minutes before a first byte, and a server
     * that sends whole answers is silent until then.
     */
    public static final Patience UNTIL_DEADLINE = new Patience(LONGEST, LONGEST);

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is not positive, or longer than a day
     */
    public Patience {
        check("until the first byte", firstByte);
        check("between bytes", idle);
    }

    private static void check(String what, Duration limit) {
        if (!limit.isPositive() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the time " + what + " must be positive and at most a day, but is " + limit);
        }
    }
}
