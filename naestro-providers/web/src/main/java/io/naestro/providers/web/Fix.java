package io.naestro.providers.web;

import java.util.List;
import java.util.stream.Stream;

/**
 * How pages that break a rule are mended, as far as the site itself says how: nothing is made up.
 *
 * @param rule the rule
 * @param everywhere whether pages are to be looked at that do not break the rule themselves
 * @param mend mends a page
 */
record Fix(String rule, boolean everywhere, Mend mend) {
    /** All fixes of pages. */
    static final List<Fix> ALL =
            Stream.of(HeadFixes.ALL, BodyFixes.ALL).flatMap(List::stream).toList();

    /** Mends a page. */
    interface Mend {
        /** Proposes edits, or none where the page does not say what would be right. */
        void of(PageDraft page, String rule);
    }

    /** Mends pages that break the rule. */
    static Fix of(String rule, Mend mend) {
        return new Fix(rule, false, mend);
    }
}
