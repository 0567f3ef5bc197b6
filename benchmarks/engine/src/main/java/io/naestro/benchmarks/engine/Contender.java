package io.naestro.benchmarks.engine;

import java.io.IOException;
import java.util.Optional;

/** Something that can run a graph. */
interface Contender {

    /** What it is called in tables. */
    String name();

    /** Why it cannot express a graph; empty when it can. */
    default Optional<String> lacks(Graph graph) {
        return Optional.empty();
    }

    /** Gets a graph ready in the contender's own terms, which is not measured. */
    Job prepare(Graph graph) throws Exception;

    /** A graph that is ready to run once. */
    interface Job extends AutoCloseable {
        /** Runs all steps and returns once the last has ended; this is measured. */
        void run() throws Exception;

        @Override
        default void close() throws IOException {
            // most have nothing to let go of
        }
    }
}
