package io.naestro.providers.web;

/**
 * A place that pages speak of.
 *
 * @param name its name
 * @param country its country, in two capital letters (ISO 3166-1)
 * @param pages on how many pages its name stands
 */
public record Mention(String name, String country, int pages) {}
