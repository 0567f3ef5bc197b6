package io.naestro.router;

import io.naestro.run.TimeSource;
import java.io.IOException;
import java.util.function.Function;

/**
 * Something that knows how endpoints are, such as a server that counts its own requests or a machine that measures its
 * heat, and that is asked again and again. {@code io.naestro.router.telemetry} has those for the usual servers; a host
 * may write its own. It is asked by one thread at a time, which may block.
 */
public interface SignalSource extends AutoCloseable {

    /** What is asked, for logs and the names of threads, such as {@code vLLM at http://localhost:8000}. */
    String name();

    /**
     * Gets ready, once and before the first poll. Unless overridden, nothing happens.
     *
     * @throws IllegalStateException if it cannot be polled, as when somebody else polls what can be read once only
     */
    default void open() {
        // most sources need nothing
    }

    /**
     * Asks once and writes what it learns.
     *
     * @param signals the signals of a model's endpoint, by the id of the model
     * @param time the clock
     * @return what is wrong with what was asked, in a few words; empty when nothing is
     * @throws IOException if it cannot be known how things are; nothing is written then, and what was written before
     *     ceases to count by itself
     * @throws InterruptedException if the thread is interrupted; polling ends
     */
    String poll(Function<String, Signals> signals, TimeSource time) throws IOException, InterruptedException;

    /** Lets go of what it holds; it is not polled again. Unless overridden, nothing happens. */
    @Override
    default void close() {
        // most sources hold nothing
    }
}
