package io.naestro.providers.report;

import java.util.List;

/**
 * What something was examined for and what was found: what reports are made of. Nothing in it is about web sites.
 *
 * @param title what the report is called
 * @param subject what was examined, such as an address
 * @param moment when, in words; empty to leave it out
 * @param summary what somebody says of it in plain text; empty for nothing
 * @param facts numbers that are worth telling, in the order in which they are shown
 * @param scores how good it is, by category
 * @param issues what is wrong, the worst first
 */
public record Findings(
        String title,
        String subject,
        String moment,
        String summary,
        List<Fact> facts,
        List<Score> scores,
        List<Issue> issues) {

    /**
     * A number that is worth telling.
     *
     * @param name what it counts
     * @param value the number, in words
     */
    public record Fact(String name, String value) {}

    /**
     * How good something is.
     *
     * @param category what it is about
     * @param points from 0 to 100
     */
    public record Score(String category, int points) {}

    /**
     * Something that is wrong.
     *
     * @param id the rule that is broken; the same in every report
     * @param category what it is about
     * @param severity how bad it is
     * @param title what is wrong, in a few words
     * @param why why it matters
     * @param fix what to do
     * @param source where the rule comes from: an https address
     * @param count at how many places it is wrong
     * @param pages on how many pages
     * @param places some of these places
     */
    public record Issue(
            String id,
            String category,
            Severity severity,
            String title,
            String why,
            String fix,
            String source,
            int count,
            int pages,
            List<Place> places) {}

    /**
     * Where something is wrong.
     *
     * @param url the page or file
     * @param selector the place in it; empty for the whole
     * @param snippet what stands there; empty for nothing
     */
    public record Place(String url, String selector, String snippet) {}

    /** How bad it is. */
    public enum Severity {
        /** It does not work. */
        CRITICAL,
        /** It drives people away. */
        HIGH,
        /** It works worse than it could. */
        MEDIUM,
        /** A matter of polish. */
        LOW
    }
}
