package io.naestro.examples.quickstart;

/** A file that the quickstart was given cannot be used. The message says where, what is wrong and what is allowed. */
final class BadFile extends Exception {
    private static final long serialVersionUID = 1L;

    BadFile(String message) {
        super(message);
    }
}
