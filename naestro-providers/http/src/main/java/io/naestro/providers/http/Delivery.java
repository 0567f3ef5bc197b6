package io.naestro.providers.http;

import io.naestro.providers.http.Transport.Arrived;
import io.naestro.providers.http.Transport.Broken;
import io.naestro.providers.http.Transport.Ended;
import io.naestro.providers.http.Transport.Outcome;
import io.naestro.providers.http.Transport.Some;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;

/**
 * Hands what comes of a call to the one who waits for it, if they still do.
 *
 * @param arrived where to
 * @param pulse told of each sign of life
 */
record Delivery(BlockingQueue<Arrived> arrived, Pulse pulse) implements Callback {
    @Override
    public void onFailure(Call call, IOException e) {
        arrived.add(new Ended(new Broken(e)));
    }

    @Override
    public void onResponse(Call call, Response response) {
        try (response) {
            pulse.beat();
            var source = pulse.of(response.body().source());
            var events = new ArrayList<EventReader.Event>();
            var lines = new Lines(source, Transport.MOST_BYTES, () -> hand(events));
            var outcome = Bodies.stream(response, lines)
                    .<Outcome>map(reader -> Bodies.take(reader, events::add))
                    .orElseGet(() -> Bodies.whole(response, source));
            hand(events);
            arrived.add(new Ended(outcome));
        }
    }

    private void hand(List<EventReader.Event> events) {
        if (!events.isEmpty()) {
            arrived.add(new Some(List.copyOf(events)));
            events.clear();
        }
    }
}
