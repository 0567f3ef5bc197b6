package io.naestro.providers.web;

/**
 * What was changed.
 *
 * @param files how many files are as the proposal says, those that were so before included
 * @param edits how many changes these hold
 */
public record Applied(int files, int edits) {}
