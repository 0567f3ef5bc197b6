package io.naestro.core.journal;

import io.naestro.run.JournalFailure;
import io.naestro.run.RunId;

/** Keeps records of a run numbered without gaps. */
final class Numbering {
    private Numbering() {}

    static void require(RunId run, long first, long next) {
        if (first != next) {
            throw new JournalFailure(
                    "record " + first + " of run " + run + " cannot be added; its next is " + next
                            + ". Another process may be driving the run",
                    null);
        }
    }
}
