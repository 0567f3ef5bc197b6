package io.naestro.observe;

import io.naestro.effect.Payload;
import io.naestro.model.ChatResponse;
import io.naestro.run.FailureCause;
import io.naestro.run.Spend;
import org.jspecify.annotations.Nullable;

/** A call or another piece of work while it is done: opened before it and closed after it, on the same thread. */
public interface Span extends AutoCloseable {
    /** A span that nobody sees. */
    Span NONE = () -> {};

    /** The W3C {@code traceparent} of the span, which calls hand on as their trace; empty unless overridden. */
    default String trace() {
        return "";
    }

    /**
     * A model answered. Comes before {@link #ended}, since what it said may still be unfit. Does nothing unless
     * overridden.
     *
     * @param response what it answered; may be confidential
     */
    default void answered(ChatResponse response) {}

    /**
     * The call ended. Does nothing unless overridden.
     *
     * @param output its result, or null when it gave none; may be confidential, as its labels say
     * @param failure why it gave none, or null; null as well when it must wait for people
     * @param spent what it cost
     */
    default void ended(@Nullable Payload output, @Nullable FailureCause failure, Spend spent) {}

    /** Closes the span. */
    @Override
    void close();
}
