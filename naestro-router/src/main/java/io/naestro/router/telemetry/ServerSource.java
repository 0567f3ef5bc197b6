package io.naestro.router.telemetry;

import io.naestro.router.SignalSource;
import io.naestro.router.Signals;
import io.naestro.run.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model server that is asked how it is; made by {@link Telemetry}. A server whose {@code /health} answers with a
 * status of 500 or more has a dead engine, and its circuit opens at once; status 200 alone proves nothing, so it closes
 * none. Nothing is learnt from an answer that makes no sense.
 */
public final class ServerSource implements SignalSource {
    private static final Duration MOST = Duration.ofSeconds(3);
    /** The servers whose metrics are lost by reading, and which somebody in this process polls. */
    private static final Set<String> CLAIMED = ConcurrentHashMap.newKeySet();

    private final Engine engine;
    private final Fetch server;
    private final LoadReader reader;
    private final Map<String, String> wireNames = new LinkedHashMap<>();
    private boolean claims;
    private volatile @Nullable ServerLoad load;

    private ServerSource(Engine engine, Fetch server) {
        this.engine = engine;
        this.server = server;
        reader = new LoadReader(engine.names());
    }

    static ServerSource of(Engine engine, String url, String... models) {
        return of(engine, url, MOST, models);
    }

    /** As above, with another limit on the time of each answer. */
    static ServerSource of(Engine engine, String url, Duration most, String... models) {
        if (models.length == 0) {
            throw new IllegalArgumentException(
                    engine.title() + " at '" + url + "' names no model; add the ids of the models that it serves");
        }
        var source = new ServerSource(engine, Fetch.from(url, most));
        for (var model : models) {
            source.wireNames.put(model, model);
        }
        return source;
    }

    /**
     * Says by which name the server knows a model. Where it does not know the name, the window is the one on which all
     * its models agree; Ollama's must be known by name.
     *
     * @param model the id of a model; another one when it was not named before
     * @param name the name on the server; the id unless set
     */
    public ServerSource wireName(String model, String name) {
        wireNames.put(model, name);
        return this;
    }

    /** What the server said of its load when it was last asked; empty when it did not. */
    public Optional<ServerLoad> load() {
        return Optional.ofNullable(load);
    }

    @Override
    public String name() {
        return engine.title() + " at " + server.root();
    }

    @Override
    public void open() {
        if (engine == Engine.TRTLLM) {
            claims = CLAIMED.add(server.root());
            if (!claims) {
                throw new IllegalStateException(name() + " is polled already in this process, and what is read of its"
                        + " metrics is lost to others; name all its models in one source, and share one router");
            }
        }
    }

    @Override
    public void close() {
        if (claims) {
            CLAIMED.remove(server.root());
            claims = false;
        }
        server.close();
    }

    @Override
    public String poll(Function<String, Signals> signals, TimeSource time) throws IOException, InterruptedException {
        load = null;
        if (engine == Engine.OLLAMA) {
            var loaded = Windows.read(server.body("/api/ps"), "/models");
            wireNames.forEach((model, name) -> loaded.ofNamed(name)
                    .ifPresent(tokens -> signals.apply(model).contextTokens(tokens)));
            return "";
        }
        var health = server.get("/health").statusCode();
        if (health >= 500) {
            return dead("the engine is dead: /health answers with status " + health, signals, time);
        }
        var said = askLoad(time);
        if (said != null) {
            tell(said, signals, time);
        }
        load = said;
        askWindows(signals);
        return "";
    }

    private String dead(String why, Function<String, Signals> signals, TimeSource time) {
        var until = time.now().plusSeconds(Signals.FRESH_SECONDS);
        wireNames.keySet().forEach(model -> signals.apply(model).open(until, why));
        return why;
    }

    private @Nullable ServerLoad askLoad(TimeSource time) throws IOException, InterruptedException {
        if (engine == Engine.OTHER) {
            return null;
        }
        var page = server.get(engine.metrics());
        var said = page.statusCode() == 200 ? reader.text(page.body(), time.nanos()) : Optional.<ServerLoad>empty();
        if (said.isPresent()) {
            return said.get();
        }
        if (engine == Engine.TRTLLM) {
            return reader.list(server.body("/metrics"), time.nanos()).orElse(null);
        }
        throw new IOException("/metrics answers with status " + page.statusCode()
                + " and without the metrics that are known; is it " + engine.title() + ", and are they switched on?");
    }

    private void tell(ServerLoad said, Function<String, Signals> signals, TimeSource time) {
        var now = time.now();
        wireNames
                .keySet()
                .forEach(model -> signals.apply(model)
                        .load(said.running(), said.waiting(), said.cacheUsed(), said.firstToken(), now));
    }

    /** Where the list of models is not to be had, as without a key, the window stays as the card says. */
    private void askWindows(Function<String, Signals> signals) throws IOException, InterruptedException {
        var page = server.get("/v1/models");
        if (page.statusCode() == 200) {
            var windows = Windows.read(page.body(), "/data");
            wireNames.forEach((model, name) ->
                    windows.of(name).ifPresent(tokens -> signals.apply(model).contextTokens(tokens)));
        }
    }
}
