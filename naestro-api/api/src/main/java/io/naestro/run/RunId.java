package io.naestro.run;

import java.util.UUID;

/**
 * The identity of a run: a UUID, which Naestro makes as version 7 (RFC 9562), so that ids sort by the time of their
 * start.
 *
 * @param value the UUID
 */
public record RunId(UUID value) implements Comparable<RunId> {

    /**
     * Reads the text form.
     *
     * @param text a UUID in its usual form
     * @throws IllegalArgumentException if it is not one
     */
    public static RunId of(String text) {
        var uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) { // Java also reads shortened groups
            throw new IllegalArgumentException("'" + text + "' is not a UUID in its usual form");
        }
        return new RunId(uuid);
    }

    /** Orders by the time of the start. */
    @Override
    public int compareTo(RunId other) {
        return value.toString().compareTo(other.value.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
