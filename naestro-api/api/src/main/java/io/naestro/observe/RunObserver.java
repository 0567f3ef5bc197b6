package io.naestro.observe;

import io.naestro.effect.Effect;
import io.naestro.run.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * Sees one run in one process. The run is seen in stretches: one begins when there is work and ends when the run waits
 * for people, for longer than a minute, or for another process, so that no span lasts for days. A stretch names the one
 * before, so that they can be linked, also over processes.
 */
public interface RunObserver {
    /** Sees nothing. */
    RunObserver NONE = new RunObserver() {
        @Override
        public String begin(String before) {
            return "";
        }

        @Override
        public void end(@Nullable RunEvent end) {
            // there is nothing to end
        }

        @Override
        public Span call(Effect effect, String step, int attempt) {
            return Span.NONE;
        }

        @Override
        public Span work(String kind) {
            return Span.NONE;
        }
    };

    /**
     * A stretch of work begins, on the thread that made it begin: the host's own when it starts a run or answers a
     * question.
     *
     * @param before what this method returned for the stretch before, in whatever process; empty for the first
     * @return the W3C {@code traceparent} of the stretch, which is kept in the journal; empty if there is none
     */
    String begin(String before);

    /**
     * The stretch ends.
     *
     * @param end the event that ended the run, or null when the run only waits
     */
    void end(@Nullable RunEvent end);

    /**
     * A call was admitted and is about to be made, by this thread. An effect that is called inside of another piece of
     * work, such as the model that a planner asks, is called by the thread of that work.
     *
     * @param effect a call of a tool or a model; what it costs at most was reserved
     * @param step the name of the step, element or sub-call
     * @param attempt the attempt, from 1
     * @return the call's span, opened on this thread
     */
    Span call(Effect effect, String step, int attempt);

    /**
     * Other work of the run begins, on this thread.
     *
     * @param kind {@code plan}, {@code revise}, {@code evaluate} or {@code remember}; more may come with later releases
     * @return the work's span, opened on this thread
     */
    Span work(String kind);
}
