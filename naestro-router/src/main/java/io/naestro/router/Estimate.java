package io.naestro.router;

/**
 * What is believed of the arms at one task type; the arrays have one place for each arm, in the order of the arms.
 *
 * @param weight how often the type is asked for, relative to the others
 * @param quality the expected grade, from 0 to 1
 * @param spread the standard deviation of that belief
 * @param cost the expected cost of a call in billionths of the currency unit
 * @param afterRejection the expected grade when a cheaper arm's answer was rejected before, by arms only
 * @param verifier how well the evaluator tells good from bad, or null when nothing is known of it
 */
@SuppressWarnings("ArrayRecordComponent") // made for one plan, never compared, never written to
record Estimate(
        double weight,
        double[] quality,
        double[] spread,
        double[] cost,
        Evidence[] afterRejection,
        RouterState.@org.jspecify.annotations.Nullable Verifier verifier) {

    /** Graded results, as a sum of grades and how many there were. */
    record Evidence(double sum, double mass) {}
}
