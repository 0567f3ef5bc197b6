package io.naestro.tool;

/** What happens when a tool is called twice with the same argument; decides what a restart may do by itself. */
public enum Repeat {
    /** Reads or computes only: a second call changes nothing. */
    PURE,
    /** Acts, but a second call leaves things as the first did. */
    IDEMPOTENT,
    /** Acts, but recognizes a repeated call by its idempotency key. */
    KEYED,
    /** Acts each time: after a crash in the middle, {@link Tool#lookup} tells what happened, or a person is asked. */
    ONCE
}
