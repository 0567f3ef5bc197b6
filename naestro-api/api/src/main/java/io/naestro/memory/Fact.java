package io.naestro.memory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That something is or was so. Valid time says when it is so in the world; {@link Source#at()} when it became known.
 *
 * @param id the record's id
 * @param source where it came from
 * @param subject what it is about
 * @param predicate what is said of it
 * @param object the other end: a thing or a value
 * @param text the fact as a sentence
 * @param validFrom the moment from which it is so, or null when not known
 * @param validTo the moment from which it is so no longer, or null while it is so or not known
 */
public record Fact(
        String id,
        Source source,
        String subject,
        String predicate,
        String object,
        String text,
        @Nullable Instant validFrom,
        @Nullable Instant validTo)
        implements MemoryRecord {

    /**
     * A fact of which nobody knows since when or until when it is so.
     *
     * @param id the record's id
     * @param source where it came from
     * @param subject what it is about
     * @param predicate what is said of it
     * @param object the other end: a thing or a value
     * @param text the fact as a sentence
     */
    public static Fact of(String id, Source source, String subject, String predicate, String object, String text) {
        return new Fact(id, source, subject, predicate, object, text, null, null);
    }

    /**
     * A copy that is so during a time.
     *
     * @param from the moment from which it is so, or null when not known
     * @param to the moment from which it is so no longer, or null while it is so or not known
     */
    public Fact during(@Nullable Instant from, @Nullable Instant to) {
        return new Fact(id, source, subject, predicate, object, text, from, to);
    }
}
