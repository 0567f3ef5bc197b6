package io.naestro.providers.web;

/**
 * What to prove.
 *
 * @param before the folder of the crawl that fixes were proposed for
 * @param after the folder of a crawl after they were made
 * @param proposal the fixes
 */
public record ProveJob(String before, String after, Proposal proposal) {}
