package io.naestro.tool;

import java.io.IOException;

/**
 * Thrown into a tool when what it reads is larger than the limit that it gave. The message names the thing and the
 * limit.
 */
public final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * That something is too large.
     *
     * @param message what it is, and how much was allowed
     */
    public TooLarge(String message) {
        super(message);
    }
}
