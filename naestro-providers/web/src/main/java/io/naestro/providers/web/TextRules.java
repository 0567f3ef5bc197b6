package io.naestro.providers.web;

import static io.naestro.providers.web.Category.ACCESS;
import static io.naestro.providers.web.Category.CONTENT;
import static io.naestro.providers.web.Category.SEARCH;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import io.naestro.providers.web.Page.Heading;
import io.naestro.providers.web.Site.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What pages say: titles, descriptions, headings, text. */
final class TextRules {
    private static final String TITLE = "https://developers.google.com/search/docs/appearance/title-link";
    private static final String TITLE_LIGHTHOUSE =
            "https://developer.chrome.com/docs/lighthouse/accessibility/document-title";
    private static final String SNIPPET = "https://developers.google.com/search/docs/appearance/snippet";
    private static final String DESCRIPTION = "https://developer.chrome.com/docs/lighthouse/seo/meta-description";
    private static final String HEADINGS = "https://www.w3.org/WAI/tutorials/page-structure/headings/";
    private static final String ORDER = "https://developer.chrome.com/docs/lighthouse/accessibility/heading-order";
    private static final String HELPFUL =
            "https://developers.google.com/search/docs/fundamentals/creating-helpful-content";
    private static final String DUPLICATE =
            "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls";
    private static final int FEW_WORDS = 50;
    private static final int WORTH_COMPARING = 100;
    private static final int NEAR = 3;

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "title-missing",
                    SEARCH,
                    HIGH,
                    "Page has no title",
                    "Search results and tabs show a title that nobody wrote.",
                    "Say in a few words what the page is about: <title>...</title>.",
                    TITLE_LIGHTHOUSE,
                    (page, html, found) -> {
                        if (html.titles().isEmpty() || html.titles().getFirst().isEmpty()) {
                            found.at(page, "head", "");
                        }
                    }),
            Rule.page(
                    "title-multiple",
                    SEARCH,
                    MEDIUM,
                    "Page has several titles",
                    "Browsers and search engines take different ones.",
                    "Keep one.",
                    "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element",
                    (page, html, found) -> {
                        if (html.titles().size() > 1) {
                            found.at(page, "title", String.join(" | ", html.titles()));
                        }
                    }),
            Rule.page(
                    "title-long",
                    SEARCH,
                    LOW,
                    "Title has more than 65 characters",
                    "Search results cut it off.",
                    "Say what matters first and leave the rest out.",
                    TITLE,
                    (page, html, found) -> html.titles().stream()
                            .filter(title -> title.length() > 65)
                            .forEach(title -> found.at(page, "title", title))),
            Rule.page(
                    "title-short",
                    SEARCH,
                    LOW,
                    "Title has fewer than 10 characters",
                    "It hardly tells what the page is about.",
                    "Name the subject of the page and the site.",
                    TITLE,
                    (page, html, found) -> html.titles().stream()
                            .filter(title -> !title.isEmpty() && title.length() < 10)
                            .forEach(title -> found.at(page, "title", title))),
            shared(
                    "title-duplicate",
                    MEDIUM,
                    "Title stands on several pages",
                    "Readers cannot tell them apart in search results.",
                    "Give each page its own title.",
                    "title",
                    TITLE,
                    Node::title),
            Rule.page(
                    "description-missing",
                    SEARCH,
                    MEDIUM,
                    "Page has no description",
                    "Search results show text from anywhere on the page.",
                    "Summarize the page in a sentence or two: <meta name=\"description\" content=\"...\">.",
                    DESCRIPTION,
                    (page, html, found) -> {
                        if (html.descriptions().isEmpty()
                                || html.descriptions().getFirst().isEmpty()) {
                            found.at(page, "head", "");
                        }
                    }),
            Rule.page(
                    "description-multiple",
                    SEARCH,
                    LOW,
                    "Page has several descriptions",
                    "Nobody knows which one is shown.",
                    "Keep one.",
                    SNIPPET,
                    (page, html, found) -> {
                        if (html.descriptions().size() > 1) {
                            found.at(page, "meta[name=description]", String.join(" | ", html.descriptions()));
                        }
                    }),
            Rule.page(
                    "description-long",
                    SEARCH,
                    LOW,
                    "Description has more than 320 characters",
                    "Search results cut it off.",
                    "Say what matters in a sentence or two.",
                    SNIPPET,
                    (page, html, found) -> html.descriptions().stream()
                            .filter(text -> text.length() > 320)
                            .forEach(text -> found.at(page, "meta[name=description]", text))),
            Rule.page(
                    "description-short",
                    SEARCH,
                    LOW,
                    "Description has fewer than 30 characters",
                    "It says too little for anybody to choose the page by it.",
                    "Say what the page offers.",
                    SNIPPET,
                    (page, html, found) -> html.descriptions().stream()
                            .filter(text -> !text.isEmpty() && text.length() < 30)
                            .forEach(text -> found.at(page, "meta[name=description]", text))),
            shared(
                    "description-duplicate",
                    LOW,
                    "Description stands on several pages",
                    "It cannot fit them all.",
                    "Describe each page in its own words.",
                    "meta[name=description]",
                    SNIPPET,
                    Node::description),
            Rule.page(
                    "h1-missing",
                    CONTENT,
                    MEDIUM,
                    "Page has no heading of the first level",
                    "Readers and search engines do not see what it is about.",
                    "Put the subject into <h1>.",
                    HEADINGS,
                    (page, html, found) -> {
                        if (level1(html) == 0) {
                            found.at(page, "body", "");
                        }
                    }),
            Rule.page(
                    "h1-multiple",
                    CONTENT,
                    LOW,
                    "Page has several headings of the first level",
                    "It is not clear which one says what the page is about.",
                    "Keep one; make the others <h2>.",
                    HEADINGS,
                    (page, html, found) -> {
                        if (level1(html) > 1) {
                            found.at(page, "h1", level1(html) + " headings");
                        }
                    }),
            Rule.page(
                    "heading-skipped",
                    ACCESS,
                    LOW,
                    "Heading skips a level",
                    "Whoever moves by headings takes it for a part that is missing.",
                    "Use the next level; choose sizes by style.",
                    ORDER,
                    (page, html, found) -> {
                        int last = 0;
                        for (var heading : html.headings()) {
                            if (last > 0 && heading.level() > last + 1) {
                                found.at(page, "h" + heading.level(), heading.text());
                            }
                            last = heading.level();
                        }
                    }),
            Rule.page(
                    "heading-empty",
                    ACCESS,
                    LOW,
                    "Heading is empty",
                    "Whoever moves by headings lands on nothing.",
                    "Fill it or remove it.",
                    "https://dequeuniversity.com/rules/axe/4.10/empty-heading",
                    (page, html, found) -> html.headings().stream()
                            .filter(heading -> heading.text().isEmpty())
                            .forEach(heading -> found.at(page, "h" + heading.level(), ""))),
            Rule.page(
                    "content-thin",
                    CONTENT,
                    LOW,
                    "Page has fewer than " + FEW_WORDS + " words",
                    "There is little that anybody could search for.",
                    "Say more, or join the page with another.",
                    HELPFUL,
                    (page, html, found) -> {
                        if (html.words() < FEW_WORDS && !page.noindex()) {
                            found.at(page, "body", html.words() + " words");
                        }
                    }),
            Rule.page(
                    "content-placeholder",
                    CONTENT,
                    MEDIUM,
                    "Page has placeholder text",
                    "It was published before it was written.",
                    "Write the text.",
                    HELPFUL,
                    (page, html, found) -> {
                        var text = html.sample().toLowerCase(Locale.ROOT);
                        for (var sign : List.of("lorem ipsum", "todo:", "[insert ", "your text here")) {
                            if (text.contains(sign)) {
                                found.at(page, "body", sign);
                            }
                        }
                    }),
            Rule.site(
                    "content-duplicate",
                    CONTENT,
                    MEDIUM,
                    "Pages have the same text",
                    "Search engines list one of them, and not always the right one.",
                    "Keep one and redirect the others, or name it as canonical.",
                    DUPLICATE,
                    (site, found) -> site.shared(Node::digest)
                            .forEach(group -> group.stream()
                                    .skip(1)
                                    .forEach(node -> found.at(
                                            node.url(),
                                            "body",
                                            "as " + group.getFirst().url())))),
            Rule.site(
                    "content-similar",
                    CONTENT,
                    LOW,
                    "Pages have nearly the same text",
                    "They compete with each other in search.",
                    "Join them, or let each say something of its own.",
                    DUPLICATE,
                    (site, found) -> similar(site)
                            .forEach(pair -> found.at(
                                    pair.get(1).url(),
                                    "body",
                                    "like " + pair.get(0).url()))));

    private TextRules() {}

    private static long level1(Page.Html html) {
        return html.headings().stream()
                .map(Heading::level)
                .filter(level -> level == 1)
                .count();
    }

    private static Rule shared(
            String id,
            Severity severity,
            String title,
            String why,
            String fix,
            String selector,
            String source,
            Function<Node, String> what) {
        return Rule.site(
                id,
                SEARCH,
                severity,
                title,
                why,
                fix,
                source,
                (site, found) -> site.shared(what)
                        .forEach(group -> group.forEach(node ->
                                found.at(node.url(), selector, what.apply(node) + " (" + group.size() + " pages)"))));
    }

    /**
     * Pages whose texts differ in at most {@value #NEAR} of 64 bits. By the pigeonhole principle they share one of four
     * quarters, so only pages that do are compared, and of a crowd only neighbors.
     */
    private static List<List<Node>> similar(Site site) {
        var quarters = new HashMap<Long, List<Node>>();
        var pairs = new ArrayList<List<Node>>();
        for (var node : site.nodes()) {
            if (node.indexable() && node.words() >= WORTH_COMPARING) {
                near(node, quarters).ifPresent(other -> pairs.add(List.of(other, node)));
            }
        }
        return pairs;
    }

    private static Optional<Node> near(Node node, Map<Long, List<Node>> quarters) {
        Node near = null;
        for (int quarter = 0; quarter < 4; quarter++) {
            var key = ((long) quarter << 16) | ((node.likeness() >>> (16 * quarter)) & 0xffff);
            var crowd = quarters.computeIfAbsent(key, first -> new ArrayList<>());
            for (var other : crowd.subList(Math.max(0, crowd.size() - 50), crowd.size())) {
                if (Long.bitCount(other.likeness() ^ node.likeness()) <= NEAR
                        && !other.digest().equals(node.digest())) {
                    near = other;
                }
            }
            crowd.add(node);
        }
        return Optional.ofNullable(near);
    }
}
