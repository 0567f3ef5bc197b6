package io.naestro.plan;

/**
 * A condition under which a step runs at all. When it does not hold, the step is skipped, and so is every step that
 * reads its result.
 *
 * @param on the value to look at
 * @param condition what must hold for the step to run
 */
public record Guard(Binding on, Condition condition) {}
