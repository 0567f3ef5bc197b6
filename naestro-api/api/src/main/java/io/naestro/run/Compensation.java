package io.naestro.run;

import java.util.Objects;

/**
 * What became of undoing one call of a run that failed or was stopped.
 *
 * @param step the step or element whose call it was
 * @param tool the tool's name and version
 * @param status what became of it
 * @param reason why, in words; empty when it was undone
 */
public record Compensation(String step, String tool, Status status, String reason) {

    public Compensation {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
    }

    /** What can become of undoing a call. */
    public enum Status {
        /** It was undone. */
        DONE,
        /** There was nothing to undo: the tool found out that the call had never happened. */
        NOT_NEEDED,
        /** The policy or a person said no. */
        DENIED,
        /** The tool could not undo it, or is not there any more. */
        FAILED,
        /** Nobody knows whether the call was made, or whether it was undone. A person should look. */
        UNKNOWN,
        /** It was not tried, since the run was halted. */
        NOT_TRIED
    }
}
