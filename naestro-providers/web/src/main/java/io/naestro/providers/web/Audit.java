package io.naestro.providers.web;

import java.util.List;

/**
 * What an audit found.
 *
 * @param url the first page
 * @param pages how many addresses were looked at, failures and redirects included
 * @param readable how many of them are pages of HTML that answered with status 200
 * @param rules how many rules were applied
 * @param scores the score of each category
 * @param issues the broken rules, the worst first
 * @param places the places that most pages speak of, at most 20; none without a gazetteer
 */
public record Audit(
        String url, int pages, int readable, int rules, List<Score> scores, List<Issue> issues, List<Mention> places) {}
