package io.naestro.json;

/**
 * A place in a text.
 *
 * @param line the line, from 1; 0 when not known
 * @param column the column in characters, from 1; 0 when not known
 */
public record Position(int line, int column) {
    /** Not known, as for values that were never text. */
    public static final Position UNKNOWN = new Position(0, 0);
}
