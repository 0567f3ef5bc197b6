package io.naestro.providers.http;

import io.naestro.providers.http.Transport.Arrived;
import io.naestro.providers.http.Transport.Broken;
import io.naestro.providers.http.Transport.Ended;
import io.naestro.providers.http.Transport.Some;
import io.naestro.providers.http.Transport.Streamed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okio.BufferedSource;

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
            arrived.add(new Ended(Bodies.isStream(response) ? stream(source) : Bodies.whole(response, source)));
        }
    }

    private Streamed stream(BufferedSource source) {
        var events = new ArrayList<SseReader.Event>();
        var streamed = Bodies.stream(new SseReader(source, Transport.MOST_BYTES, () -> hand(events)), events::add);
        hand(events);
        return streamed;
    }

    private void hand(List<SseReader.Event> events) {
        if (!events.isEmpty()) {
            arrived.add(new Some(List.copyOf(events)));
            events.clear();
        }
    }
}
