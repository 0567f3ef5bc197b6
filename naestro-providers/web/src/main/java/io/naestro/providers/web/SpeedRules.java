package io.naestro.providers.web;

import static io.naestro.providers.web.Category.SPEED;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import java.util.List;
import java.util.function.ToIntFunction;

/** How much browsers have to do before a page is drawn. */
final class SpeedRules {
    private static final String DOM = "https://developer.chrome.com/docs/lighthouse/performance/dom-size";

    static final List<Rule> ALL = List.of(
            most("dom-large", MEDIUM, "Page has more than 1,500 elements", 1_500, Page.Html::elements),
            most("dom-deep", LOW, "Elements are nested more than 32 deep", 32, Page.Html::deepest),
            most("dom-wide", LOW, "An element has more than 60 children", 60, Page.Html::widest),
            Rule.page(
                    "html-large",
                    SPEED,
                    MEDIUM,
                    "HTML has more than 500 KB",
                    "Nothing is drawn until most of it has come.",
                    "Send less; load the rest when it is wanted.",
                    "https://developer.chrome.com/docs/lighthouse/performance/total-byte-weight",
                    (page, html, found) -> {
                        if (page.size() > 500_000) {
                            found.at(page, "", page.size() + " bytes");
                        }
                    }),
            Rule.page(
                    "render-blocked",
                    SPEED,
                    LOW,
                    "Script in the head keeps the page from being drawn",
                    "Readers see nothing until it has come and run.",
                    "Add defer or async.",
                    "https://developer.chrome.com/docs/lighthouse/performance/render-blocking-resources",
                    (page, html, found) -> html.resources().stream()
                            .filter(resource ->
                                    resource.blocks() && resource.tag().equals("script"))
                            .forEach(resource -> found.at(page, "head > script", resource.url()))),
            Rule.page(
                    "stylesheets-many",
                    SPEED,
                    LOW,
                    "Page waits for more than five style sheets",
                    "Each one costs a request before anything is drawn.",
                    "Join them.",
                    "https://developer.chrome.com/docs/lighthouse/performance/render-blocking-resources",
                    (page, html, found) -> {
                        var sheets = html.resources().stream()
                                .filter(resource ->
                                        resource.blocks() && resource.tag().equals("link"))
                                .count();
                        if (sheets > 5) {
                            found.at(page, "link[rel=stylesheet]", sheets + " style sheets");
                        }
                    }),
            Rule.page(
                    "image-unsized",
                    SPEED,
                    LOW,
                    "Image does not say its size",
                    "The page jumps when it arrives.",
                    "Give width and height.",
                    "https://web.dev/articles/optimize-cls",
                    (page, html, found) -> html.images().stream()
                            .filter(image -> !image.sized() && !image.src().isEmpty())
                            .forEach(image -> found.at(page, image.selector(), image.src()))),
            Rule.page(
                    "cache-unsaid",
                    SPEED,
                    LOW,
                    "Answer does not say how long it stays fresh",
                    "Browsers ask again, or keep what is old.",
                    "Send Cache-Control, and ETag or Last-Modified.",
                    "https://www.rfc-editor.org/rfc/rfc9111",
                    (page, html, found) -> {
                        if ((page.header("cache-control") + page.header("etag") + page.header("last-modified"))
                                .isEmpty()) {
                            found.at(page, "", "");
                        }
                    }));

    private SpeedRules() {}

    private static Rule most(String id, Severity severity, String title, int most, ToIntFunction<Page.Html> count) {
        return Rule.page(
                id,
                SPEED,
                severity,
                title,
                "Browsers need longer to draw it and to react.",
                "Send fewer elements; draw long lists as they are scrolled.",
                DOM,
                (page, html, found) -> {
                    if (count.applyAsInt(html) > most) {
                        found.at(page, "body", Integer.toString(count.applyAsInt(html)));
                    }
                });
    }
}
