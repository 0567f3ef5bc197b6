package io.naestro.providers.web;

/**
 * How well a site does in a category, from 0 to 100: 100 × Π (1 − w × s) over the broken rules, where w is the weight
 * of the rule's severity and s the share of pages that break it, at most 1. Mending anything never lowers a score.
 *
 * @param category the category
 * @param points the score
 */
public record Score(Category category, int points) {}
