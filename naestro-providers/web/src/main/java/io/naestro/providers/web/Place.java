package io.naestro.providers.web;

/**
 * Where a rule is broken.
 *
 * @param url the page
 * @param selector the element, as a CSS selector; empty when it is no element
 * @param snippet what stands there; empty when nothing does
 */
public record Place(String url, String selector, String snippet) {}
