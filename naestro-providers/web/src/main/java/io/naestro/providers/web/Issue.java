package io.naestro.providers.web;

import java.util.List;

/**
 * A rule that is broken, and where.
 *
 * @param id the rule, such as {@code title-missing}
 * @param category what it is about
 * @param severity how bad it is
 * @param title what is wrong, in a few words
 * @param why why it matters
 * @param fix what to do
 * @param source where the rule comes from
 * @param count at how many places it is broken
 * @param pages on how many pages
 * @param places the first of these places, at most {@value Sink#MOST_PLACES}
 */
public record Issue(
        String id,
        Category category,
        Severity severity,
        String title,
        String why,
        String fix,
        String source,
        int count,
        int pages,
        List<Place> places) {}
