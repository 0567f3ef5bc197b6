package io.naestro.router.telemetry;

import io.naestro.router.LearningRouter;
import io.naestro.router.Look;
import io.naestro.router.SignalSource;
import io.naestro.router.Signals;
import io.naestro.testkit.VirtualTime;
import java.io.IOException;

/** A router whose signals are written by a source, under a clock that stands still. */
final class Board {
    final LearningRouter router = LearningRouter.create();
    final VirtualTime time = new VirtualTime();

    String poll(SignalSource source) throws IOException, InterruptedException {
        return source.poll(router::signals, time);
    }

    /** What the router sees of a model's endpoint. */
    String describe(String model) {
        return Look.at(of(model), time.now());
    }

    Signals of(String model) {
        return router.signals(model);
    }
}
