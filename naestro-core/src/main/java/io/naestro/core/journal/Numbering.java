package io.naestro.core.journal;

import io.naestro.run.Journal.Claim;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;

/** What every journal checks before it takes something. */
final class Numbering {
    private Numbering() {}

    /** Keeps records of a run numbered without gaps. */
    static void require(RunId run, long first, long next) {
        if (first != next) {
            throw new JournalFailure(
                    Kind.NUMBER,
                    "record " + first + " of run " + run + " cannot be added; its next is " + next
                            + ". Another process may be driving the run",
                    null);
        }
    }

    /** Keeps out whoever lost a run to a later claim. */
    static void requireLatest(Claim claim, long fence) {
        if (claim.fence() != fence) {
            throw new JournalFailure(
                    Kind.FENCED, "run " + claim.run() + " was claimed anew since; stop driving it here", null);
        }
    }

    static JournalFailure gone(RunId run) {
        return new JournalFailure(Kind.GONE, "run " + run + " was erased; nothing can be added to it", null);
    }

    static JournalFailure closed(Object journal) {
        return new JournalFailure(Kind.CLOSED, journal + " is closed", null);
    }
}
