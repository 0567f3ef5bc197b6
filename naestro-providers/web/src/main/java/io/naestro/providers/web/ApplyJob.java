package io.naestro.providers.web;

/**
 * What to change.
 *
 * @param site the lexical path of the folder that holds the files of the site
 * @param proposal the changes
 */
public record ApplyJob(String site, Proposal proposal) {}
