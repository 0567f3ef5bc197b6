package io.naestro.core.access;

import java.io.IOException;

/** That a thing which the guard let through is not what it seemed; ends as a refusal by the guard. */
final class Unsafe extends IOException {
    private static final long serialVersionUID = 1L;

    Unsafe(String reason) {
        super(reason);
    }
}
