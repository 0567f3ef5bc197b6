package io.naestro.benchmarks.lighthouse;

import java.util.List;

/**
 * How one side judged a page by one audit.
 *
 * @param state the judgement
 * @param evidence what it points at, in the words of its side
 */
record Verdict(State state, List<String> evidence) {
    /** A judgement. */
    enum State {
        /** Nothing is wrong, or there is nothing to judge. */
        PASS,
        /** Something is wrong. */
        FAIL,
        /** It was not judged. */
        NONE
    }

    static final Verdict NONE = new Verdict(State.NONE, List.of());
    static final Verdict PASS = new Verdict(State.PASS, List.of());

    static Verdict fail(List<String> evidence) {
        return new Verdict(State.FAIL, evidence);
    }

    boolean judged() {
        return state != State.NONE;
    }

    boolean fails() {
        return state == State.FAIL;
    }
}
