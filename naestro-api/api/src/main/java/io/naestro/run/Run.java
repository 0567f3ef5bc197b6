package io.naestro.run;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run that was accepted: from here on it is in the journal and ends in one of the ways of {@link RunResult}, whatever
 * becomes of this handle or this process. Thread-safe.
 *
 * @param <T> the type of the result
 */
public interface Run<T> {

    /** The run's identity. */
    RunId id();

    /** The host's name for the run. */
    RunKey key();

    /**
     * Waits until the run has ended or waits for a person, and at most that long.
     *
     * @param atMost the longest wait; zero looks without waiting
     * @return what is so then; {@link RunResult.Running} when the time was up first, the run sleeps since its instance
     *     was closed, or this thread was interrupted (its interrupt status is then set)
     */
    RunResult<T> await(Duration atMost);

    /** What is so now. */
    default RunResult<T> poll() {
        return await(Duration.ZERO);
    }

    /**
     * Asks the run to stop: nothing new starts, calls in flight are interrupted, and the run ends as
     * {@code Stopped(CANCELLED)}. Harmless when the run has ended.
     *
     * @param reason why, in words
     */
    void cancel(String reason);

    /**
     * What happened, in order.
     *
     * @param from the sequence number to start at; 0 is the start
     * @param most the most events to return, at least 1
     */
    List<Recorded> events(long from, int most);

    /**
     * Tells a listener of progress and partial output of calls that this process makes for the run, such as tokens of a
     * streamed answer, in order and on another thread. Nothing of it is kept, so what was before is not told, and a
     * listener that is slow misses some of it. What a listener throws is logged and does nothing else.
     *
     * @param listener is told
     * @return ends it when closed; it ends with the process, too
     */
    Watch watch(Consumer<StepDelta> listener);

    /** A listener that is told of progress until this is closed. */
    interface Watch extends AutoCloseable {
        /** Tells the listener nothing more, save for what it is being told already. */
        @Override
        void close();
    }
}
