package io.naestro.providers.http;

import io.naestro.providers.http.Transport.Broken;
import io.naestro.providers.http.Transport.Interrupted;
import io.naestro.providers.http.Transport.Outcome;
import io.naestro.providers.http.Transport.TimedOut;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;

/**
 * A call that is made on the caller's thread, which is a virtual one and over a connection that no other call uses
 * meanwhile: an interrupt closes that connection alone, and the deadline is kept by OkHttp, which cancels the call.
 *
 * @param call the call
 */
record CallHere(Call call) {

    Outcome make(Duration atMost, Events events) {
        call.timeout().timeout(atMost.toNanos(), TimeUnit.NANOSECONDS);
        try (var response = call.execute()) {
            var outcome = read(response, events);
            return call.isCanceled() ? new TimedOut() : interrupted() ? new Interrupted() : outcome;
        } catch (IOException e) {
            return interrupted() ? new Interrupted() : call.isCanceled() ? new TimedOut() : new Broken(e);
        }
    }

    private static boolean interrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private Outcome read(Response response, Events events) {
        var source = response.body().source();
        var lines = new Lines(source, Transport.MOST_BYTES, () -> {});
        return Bodies.stream(response, lines)
                .<Outcome>map(reader -> Bodies.take(reader, event -> take(event, events)))
                .orElseGet(() -> Bodies.whole(response, source));
    }

    private boolean take(EventReader.Event event, Events events) {
        try {
            return events.take(event.name(), event.data());
        } catch (Refusal e) {
            call.cancel(); // closing alone would read on for a while
            throw e;
        }
    }
}
