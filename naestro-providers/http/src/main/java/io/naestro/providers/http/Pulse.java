package io.naestro.providers.http;

import io.naestro.run.TimeSource;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/** When a server last gave a sign of life: written by the thread that reads, read by the one that waits. */
final class Pulse {
    private final TimeSource time;
    private final Patience patience;
    private volatile Beat last;

    /** A pulse that starts with the request. */
    Pulse(TimeSource time, Patience patience) {
        this.time = time;
        this.patience = patience;
        last = new Beat(time.nanos(), patience.firstByte(), false);
    }

    /** A sign of life, and how long the next may take. */
    private record Beat(long at, Duration next, boolean begun) {}

    /** The server is alive. */
    void beat() {
        last = new Beat(time.nanos(), patience.idle(), true);
    }

    /** How many nanoseconds are left until it has been silent for too long. */
    long left() {
        var beat = last;
        return beat.at() + beat.next().toNanos() - time.nanos();
    }

    /**
     * How many nanoseconds to wait before looking again: a beat changes what is left and wakes nobody, so never longer
     * than bytes may be apart.
     */
    long untilNextLook() {
        return Math.min(left(), patience.idle().toNanos());
    }

    /** What to tell when nothing is left. */
    Transport.Silent silence() {
        var beat = last;
        return new Transport.Silent(beat.next(), beat.begun());
    }

    /** The same bytes; each that arrives is a sign of life. */
    BufferedSource of(BufferedSource source) {
        return Okio.buffer(new ForwardingSource((Source) source) {
            @Override
            public long read(Buffer sink, long most) throws IOException {
                var read = super.read(sink, most);
                beat();
                return read;
            }
        });
    }
}
