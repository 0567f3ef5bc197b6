package io.naestro.run;

import java.time.Instant;

/**
 * An event with its place in the journal.
 *
 * @param run the run
 * @param sequence its number in the run, from 0 without gaps
 * @param at the moment
 * @param event what happened
 */
public record Recorded(RunId run, long sequence, Instant at, RunEvent event) {}
