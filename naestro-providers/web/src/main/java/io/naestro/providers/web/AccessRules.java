package io.naestro.providers.web;

import static io.naestro.providers.web.Category.ACCESS;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Sort;
import java.util.List;

/** Whether all people can use pages, on small screens and by other means than looking. */
final class AccessRules {
    private static final String CHROME = "https://developer.chrome.com/docs/lighthouse/";
    private static final String VIEWPORT = CHROME + "pwa/viewport";
    private static final String ZOOM = CHROME + "accessibility/meta-viewport";

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "viewport-missing",
                    ACCESS,
                    HIGH,
                    "Page does not fit small screens",
                    "Without a viewport phones show the page as on a desk, too small to read.",
                    "Add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">.",
                    VIEWPORT,
                    (page, html, found) -> {
                        if (html.viewports().isEmpty()) {
                            found.at(page, "head", "");
                        }
                    }),
            Rule.page(
                    "viewport-fixed",
                    ACCESS,
                    MEDIUM,
                    "Viewport has a fixed width",
                    "The page does not fit the screen.",
                    "Use width=device-width.",
                    VIEWPORT,
                    (page, html, found) -> html.viewports().stream()
                            .filter(text -> text.matches("(?i).*width\\s*=\\s*[0-9].*"))
                            .forEach(text -> found.at(page, "meta[name=viewport]", text))),
            Rule.page(
                    "viewport-no-zoom",
                    ACCESS,
                    MEDIUM,
                    "Page cannot be zoomed",
                    "Whoever sees badly cannot read it.",
                    "Remove user-scalable=no and maximum-scale below 5.",
                    ZOOM,
                    (page, html, found) -> html.viewports().stream()
                            .filter(
                                    text -> text.matches(
                                            "(?i).*(user-scalable\\s*=\\s*(no|0)|maximum-scale\\s*=\\s*[0-4](\\.[0-9]+)?\\s*(,.*|$)).*"))
                            .forEach(text -> found.at(page, "meta[name=viewport]", text))),
            Rule.page(
                    "doctype-missing",
                    ACCESS,
                    MEDIUM,
                    "Page has no doctype",
                    "Browsers draw it as they did in the nineties.",
                    "Start with <!doctype html>.",
                    CHROME + "best-practices/doctype",
                    (page, html, found) -> {
                        if (!html.doctype()) {
                            found.at(page, "html", "");
                        }
                    }),
            Rule.page(
                    "icon-missing",
                    ACCESS,
                    LOW,
                    "Page names no icon",
                    "Tabs, bookmarks and search results show a blank.",
                    "Add <link rel=\"icon\" href=\"...\">.",
                    "https://developers.google.com/search/docs/appearance/favicon-in-search",
                    (page, html, found) -> {
                        if (!html.icon()) {
                            found.at(page, "head", "");
                        }
                    }),
            spot(
                    "input-unlabeled",
                    HIGH,
                    "Input has no label",
                    Sort.UNLABELED,
                    "Whoever cannot see it does not know what to enter.",
                    "Add a <label> for it.",
                    CHROME + "accessibility/label"),
            spot(
                    "button-unnamed",
                    HIGH,
                    "Button has no name",
                    Sort.UNNAMED,
                    "Screen readers say 'button'.",
                    "Give it a text or an aria-label.",
                    CHROME + "accessibility/button-name"),
            spot(
                    "frame-untitled",
                    MEDIUM,
                    "Frame has no title",
                    Sort.UNTITLED,
                    "Whoever cannot see it does not know what is inside.",
                    "Add a title.",
                    CHROME + "accessibility/frame-title"),
            spot(
                    "id-duplicate",
                    LOW,
                    "Id stands twice",
                    Sort.DOUBLE_ID,
                    "Labels and links find only the first.",
                    "Make each id unique.",
                    "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute"),
            spot(
                    "tab-order",
                    MEDIUM,
                    "Element asks to be reached first by tab",
                    Sort.TAB_ORDER,
                    "The order is not the one that readers see.",
                    "Use tabindex 0 or -1.",
                    CHROME + "accessibility/tabindex"),
            spot(
                    "element-obsolete",
                    LOW,
                    "Element is no longer part of HTML",
                    Sort.OBSOLETE,
                    "Browsers may stop to draw it.",
                    "Use style sheets.",
                    "https://html.spec.whatwg.org/multipage/obsolete.html#non-conforming-features"),
            spot(
                    "table-headless",
                    LOW,
                    "Table has no headings",
                    Sort.HEADLESS,
                    "Whoever hears it does not know what a cell means.",
                    "Use <th> for the first row or column.",
                    "https://www.w3.org/WAI/tutorials/tables/"));

    private AccessRules() {}

    private static Rule spot(
            String id, Severity severity, String title, Sort sort, String why, String fix, String source) {
        return Rule.page(
                id,
                ACCESS,
                severity,
                title,
                why,
                fix,
                source,
                (page, html, found) -> html.spots().stream()
                        .filter(spot -> spot.sort() == sort)
                        .forEach(spot -> found.at(page, spot.selector(), spot.snippet())));
    }
}
