package io.naestro.providers.web;

import io.naestro.providers.web.Page.Alternate;
import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Site.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Mends what stands in the head of a page, and the page's language. */
final class HeadFixes {
    private static final String VIEWPORT = "width=device-width, initial-scale=1";
    private static final int LONGEST_TITLE = 65;
    private static final int LONGEST_DESCRIPTION = 155;
    private static final int SHORTEST_DESCRIPTION = 40;

    static final List<Fix> ALL = List.of(
            Fix.of("doctype-missing", (page, rule) -> page.insertFirst(rule, "<!doctype html>\n")),
            Fix.of("lang-missing", HeadFixes::language),
            Fix.of("lang-invalid", HeadFixes::language),
            Fix.of("charset-missing", (page, rule) -> page.insertHead(rule, "<meta charset=\"utf-8\">")),
            Fix.of(
                    "charset-conflict",
                    (page, rule) ->
                            page.select("meta[charset]").forEach(meta -> page.set(rule, meta, "charset", "utf-8"))),
            Fix.of(
                    "viewport-missing",
                    (page, rule) -> page.insertHead(rule, "<meta name=\"viewport\" content=\"" + VIEWPORT + "\">")),
            Fix.of("viewport-fixed", HeadFixes::viewport),
            Fix.of("viewport-no-zoom", HeadFixes::viewport),
            Fix.of("title-missing", HeadFixes::title),
            Fix.of("title-duplicate", HeadFixes::title),
            Fix.of("title-multiple", (page, rule) -> keepFirst(page, rule, "head title")),
            Fix.of("description-missing", HeadFixes::description),
            Fix.of("description-short", HeadFixes::description),
            Fix.of("description-duplicate", HeadFixes::description),
            Fix.of("description-multiple", (page, rule) -> keepFirst(page, rule, "meta[name=description]")),
            Fix.of("canonical-missing", HeadFixes::canonical),
            Fix.of("canonical-conflict", HeadFixes::canonical),
            Fix.of("canonical-invalid", HeadFixes::canonical),
            Fix.of("canonical-relative", HeadFixes::canonical),
            Fix.of("canonical-to-root", HeadFixes::canonical),
            Fix.of("canonical-broken", HeadFixes::canonical),
            Fix.of("canonical-redirects", HeadFixes::canonical),
            Fix.of("canonical-chain", HeadFixes::canonical),
            Fix.of("social-missing", HeadFixes::social),
            Fix.of("social-incomplete", HeadFixes::social),
            Fix.of("social-relative", HeadFixes::fullSocial),
            Fix.of("hreflang-relative", HeadFixes::fullAlternates),
            Fix.of("hreflang-self", HeadFixes::self),
            new Fix("hreflang-no-return", true, HeadFixes::returns));

    private HeadFixes() {}

    /** The language in which the page is written, else that which most pages of the site say. */
    private static void language(PageDraft page, String rule) {
        var spoken = page.site().node(page.url()).map(Node::spoken).filter(lang -> !lang.isEmpty());
        spoken.or(() -> usual(page.site()))
                .ifPresent(lang -> page.select("html").forEach(html -> page.set(rule, html, "lang", lang)));
    }

    private static Optional<String> usual(Site site) {
        var counts = new HashMap<String, Integer>();
        site.readable().stream()
                .map(Node::lang)
                .filter(LanguageRules::isLanguage)
                .forEach(lang -> counts.merge(lang, 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    private static void viewport(PageDraft page, String rule) {
        page.select("meta[name=viewport]").forEach(meta -> page.set(rule, meta, "content", VIEWPORT));
    }

    /** The first heading, unless another page has it as its title; of pages that share a title the first keeps it. */
    private static void title(PageDraft page, String rule) {
        var title = Texts.cut(page.heading(), LONGEST_TITLE);
        if (isFree(page, Node::title, title) && !keeps(page, rule, Node::title)) {
            var element = page.select("head title").first();
            if (element == null) {
                page.insertHead(rule, "<title>" + PageDraft.escape(title) + "</title>");
            } else {
                page.text(rule, element, title);
            }
        }
    }

    /** The first paragraph, as far as a search result shows it. */
    private static void description(PageDraft page, String rule) {
        var text = page.select("p").stream()
                .map(Element::text)
                .filter(paragraph -> paragraph.length() >= SHORTEST_DESCRIPTION)
                .findFirst()
                .map(HeadFixes::shortened)
                .orElse("");
        if (isFree(page, Node::description, text) && !keeps(page, rule, Node::description)) {
            var meta = page.select("meta[name=description]").first();
            if (meta == null) {
                page.insertHead(rule, "<meta name=\"description\" content=\"" + PageDraft.attribute(text) + "\">");
            } else {
                page.set(rule, meta, "content", text);
            }
        }
    }

    /** As many whole sentences as fit, else as many words. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_DESCRIPTION) {
            return text;
        }
        var start = text.substring(0, LONGEST_DESCRIPTION);
        int sentence = start.lastIndexOf(". ");
        return sentence >= SHORTEST_DESCRIPTION
                ? start.substring(0, sentence + 1)
                : start.replaceFirst("[^\\p{L}\\p{N}]*\\s\\S*$", "") + " ...";
    }

    /** Whether the page is the first of those that share something; when the others change theirs, it is its own. */
    private static boolean keeps(PageDraft page, String rule, Function<Node, String> what) {
        return rule.endsWith("-duplicate")
                && page.site().shared(what).stream()
                        .anyMatch(group -> group.getFirst().url().equals(page.url()));
    }

    private static boolean isFree(PageDraft page, Function<Node, String> what, String wanted) {
        return !wanted.isEmpty()
                && page.site().readable().stream()
                        .noneMatch(node -> what.apply(node).equals(wanted));
    }

    private static void keepFirst(PageDraft page, String rule, String query) {
        page.select(query).stream().skip(1).forEach(again -> page.remove(rule, again));
    }

    private static void canonical(PageDraft page, String rule) {
        var link = page.select("link[rel=canonical]").first();
        var wanted = rightful(page, link == null ? "" : page.resolve(link.attr("href")));
        page.canonicals().put(page.url(), wanted);
        if (wanted.equals(page.url())) {
            reveal(page);
        }
        if (link == null) {
            page.insertHead(rule, "<link rel=\"canonical\" href=\"" + PageDraft.attribute(wanted) + "\">");
        } else {
            page.set(rule, link, "href", wanted);
            keepFirst(page, rule, "link[rel=canonical]");
        }
    }

    /** A page that was not listed before may turn out to say what another one says. */
    private static void reveal(PageDraft page) {
        var hidden = page.site().node(page.url()).filter(node -> !node.indexable());
        hidden.filter(node -> isTaken(page, Node::title, node)).ifPresent(node -> title(page, "title-duplicate"));
        hidden.filter(node -> isTaken(page, Node::description, node))
                .ifPresent(node -> description(page, "description-duplicate"));
    }

    private static boolean isTaken(PageDraft page, Function<Node, String> what, Node node) {
        return page.site().readable().stream()
                .filter(other -> !other.url().equals(node.url()))
                .map(what)
                .anyMatch(what.apply(node)::equals);
    }

    /**
     * What the page names, over redirects and further canonical addresses, if that may be listed; else the page itself.
     */
    private static String rightful(PageDraft page, String named) {
        var site = page.site();
        var at = named;
        for (int hops = 0; hops < Limits.REDIRECTS; hops++) {
            var node = site.node(at);
            if (node.isEmpty() || at.equals(site.origin() + "/")) {
                break;
            }
            if (node.get().indexable()) {
                return at;
            }
            at = node.get().location().isEmpty()
                    ? node.get().canonical()
                    : node.get().location();
        }
        var elsewhere = !at.isEmpty() && !Urls.origin(at).equals(site.origin());
        return elsewhere ? at : page.url();
    }

    /** What the page says besides; nothing at all where some of it would still be missing. */
    private static void social(PageDraft page, String rule) {
        var known = page.facts().social();
        var titles = page.facts().titles();
        var title = titles.isEmpty() || titles.getFirst().isEmpty() ? page.heading() : titles.getFirst();
        var image = page.select("body img[src]").stream()
                .map(img -> page.resolve(img.attr("src")))
                .filter(url -> !url.isEmpty())
                .findFirst()
                .orElse("");
        var missing = Stream.of(
                        Map.entry("og:title", title),
                        Map.entry("og:type", "website"),
                        Map.entry("og:url", page.canonicals().getOrDefault(page.url(), page.url())),
                        Map.entry("og:image", image))
                .filter(entry -> !known.containsKey(entry.getKey()))
                .toList();
        if (missing.stream().noneMatch(entry -> entry.getValue().isEmpty())) {
            missing.forEach(entry -> page.insertHead(
                    rule,
                    "<meta property=\"" + entry.getKey() + "\" content=\"" + PageDraft.attribute(entry.getValue())
                            + "\">"));
        }
    }

    private static void fullSocial(PageDraft page, String rule) {
        page.select("meta[property=og:image], meta[property=og:url]")
                .forEach(meta -> full(page, rule, meta, "content"));
    }

    private static void fullAlternates(PageDraft page, String rule) {
        page.select("link[rel=alternate][hreflang]").forEach(link -> full(page, rule, link, "href"));
    }

    private static void full(PageDraft page, String rule, Element element, String attribute) {
        var full = page.resolve(element.attr(attribute));
        if (Urls.scheme(element.attr(attribute)).isEmpty() && !full.isEmpty()) {
            page.set(rule, element, attribute, full);
        }
    }

    private static void self(PageDraft page, String rule) {
        if (LanguageRules.isLanguage(page.facts().lang())) {
            page.insertHead(rule, alternate(page.facts().lang(), page.url()));
        }
    }

    /** Pages that name this one as a version, and that this one does not name, by what they call themselves. */
    private static void returns(PageDraft page, String rule) {
        for (var from : page.site().readable()) {
            var named = from.alternates().stream().anyMatch(to -> to.url().equals(page.url()));
            var returned =
                    page.facts().alternates().stream().anyMatch(to -> to.url().equals(from.url()));
            if (named && !returned) {
                from.alternates().stream()
                        .filter(own -> own.url().equals(from.url()))
                        .map(Alternate::lang)
                        .findFirst()
                        .ifPresent(lang -> page.insertHead(new Cure(rule, from.url()), alternate(lang, from.url())));
            }
        }
    }

    private static String alternate(String lang, String url) {
        return "<link rel=\"alternate\" hreflang=\"" + PageDraft.attribute(lang) + "\" href=\""
                + PageDraft.attribute(url) + "\">";
    }
}
