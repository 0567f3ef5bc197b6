package io.naestro.providers.web;

/**
 * A rule: what it is, and a check. Checks look at one answer, one readable page, or the whole site, and tell each place
 * where the rule is broken.
 *
 * @param id its name, which reports and fixes speak of
 * @param category what it is about
 * @param severity how bad it is when it is broken
 * @param title what is wrong, in a few words
 * @param why why it matters
 * @param fix what to do
 * @param source where it comes from
 * @param check the check
 */
record Rule(
        String id,
        Category category,
        Severity severity,
        String title,
        String why,
        String fix,
        String source,
        Check check) {
    /** What a rule looks at. */
    sealed interface Check {}

    /** Looks at each answer, failures and redirects included. */
    non-sealed interface AnswerCheck extends Check {
        void look(Page page, Sink.Of found);
    }

    /** Looks at each page of HTML that answered with status 200. */
    non-sealed interface PageCheck extends Check {
        void look(Page page, Page.Html html, Sink.Of found);
    }

    /** Looks at each readable page with a gazetteer at hand; not used where there is none. */
    non-sealed interface PlaceCheck extends Check {
        void look(Page page, Page.Html html, Gazetteer gazetteer, Sink.Of found);
    }

    /** Looks at all pages together. */
    non-sealed interface SiteCheck extends Check {
        void look(Site site, Sink.Of found);
    }

    static Rule answer(
            String id,
            Category category,
            Severity severity,
            String title,
            String why,
            String fix,
            String source,
            AnswerCheck check) {
        return new Rule(id, category, severity, title, why, fix, source, check);
    }

    static Rule page(
            String id,
            Category category,
            Severity severity,
            String title,
            String why,
            String fix,
            String source,
            PageCheck check) {
        return new Rule(id, category, severity, title, why, fix, source, check);
    }

    static Rule site(
            String id,
            Category category,
            Severity severity,
            String title,
            String why,
            String fix,
            String source,
            SiteCheck check) {
        return new Rule(id, category, severity, title, why, fix, source, check);
    }
}
