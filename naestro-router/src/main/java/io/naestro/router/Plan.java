package io.naestro.router;

import java.util.Map;

/**
 * What the learnt state comes to: for each task type which arms to take, and how often. Made in the background,
 * published as a whole and never changed; a decision reads one.
 *
 * @param version counts up with each plan
 * @param catalog the arms that it is about
 * @param types a mix for each task type that is known
 * @param other a mix for all other task types
 * @param price what a billionth of the currency unit is worth, in quality
 * @param rate the most that a decision should cost on average now, in billionths; infinite for no limit
 * @param spent what decisions have cost so far, in billionths
 */
record Plan(long version, Catalog catalog, Map<String, Mix> types, Mix other, double price, double rate, double spent) {

    /** The mix of a task type. */
    Mix mix(String taskType) {
        var mix = types.get(taskType);
        return mix == null ? other : mix;
    }

    /**
     * A chain of arms: the first is asked, and each other one when the evaluator rejects the answer of the one before.
     *
     * @param arms places of arms; one to three
     * @param quality the expected grade of what comes out
     * @param cost what it costs on average, in billionths
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one plan, never compared, never written to
    record Chain(int[] arms, double quality, double cost) {
        int first() {
            return arms[0];
        }
    }

    /**
     * Two chains and how often to take which.
     *
     * @param high the better and dearer one
     * @param low the other one; the same where one is enough
     * @param share how often to take the high one, from 0 to 1
     */
    record Pair(Chain high, Chain low, double share) {}

    /**
     * What to do at a task type.
     *
     * @param plain for requests that no evaluator grades
     * @param graded for requests that one does; cascades are here
     * @param estimate what is believed of the arms
     * @param score for each arm what it is worth: quality less cost, less a little for leaving the house
     * @param explore for each arm how often it is tried when something else shall be
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one plan, never compared, never written to
    record Mix(Pair plain, Pair graded, Estimate estimate, double[] score, double[] explore) {
        Pair pair(boolean isGraded) {
            return isGraded ? graded : plain;
        }
    }
}
