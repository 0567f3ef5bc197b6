package io.naestro.providers.web;

import io.naestro.providers.web.Site.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Mends links, images and other elements in the body of a page. */
final class BodyFixes {
    private static final Pattern NOFOLLOW = Pattern.compile("(?i)\\bnofollow\\b");

    static final List<Fix> ALL = List.of(
            Fix.of("image-alt-missing", BodyFixes::describe),
            Fix.of(
                    "image-alt-file",
                    (page, rule) -> page.select("img[alt]").stream()
                            .filter(img -> LinkRules.isFile(img.attr("alt")))
                            .forEach(img -> alt(page, rule, img))),
            Fix.of("link-text-vague", BodyFixes::nameVague),
            Fix.of("link-text-missing", BodyFixes::nameEmpty),
            Fix.of("link-broken", BodyFixes::broken),
            Fix.of("link-to-redirect", BodyFixes::redirected),
            Fix.of("link-localhost", BodyFixes::local),
            Fix.of("link-insecure", (page, rule) -> secure(page, rule, "a", "href")),
            Fix.of("form-insecure", (page, rule) -> secure(page, rule, "form", "action")),
            Fix.of("mixed-content", BodyFixes::mixed),
            Fix.of("link-nofollow-internal", BodyFixes::follow),
            Fix.of(
                    "tab-order",
                    (page, rule) -> page.select("[tabindex]").stream()
                            .filter(element -> element.attr("tabindex").matches("0*[1-9][0-9]*"))
                            .forEach(element -> page.set(rule, element, "tabindex", "0"))),
            Fix.of(
                    "heading-empty",
                    (page, rule) -> page.select("h1, h2, h3, h4, h5, h6").stream()
                            .filter(heading -> heading.text().isBlank() && heading.childrenSize() == 0)
                            .forEach(heading -> page.remove(rule, heading))),
            Fix.of("input-unlabeled", BodyFixes::label));

    private BodyFixes() {}

    private static void describe(PageDraft page, String rule) {
        var texts = Elements.texts(page.document());
        page.select("img").stream()
                .filter(img -> !Elements.saysAlt(img) && !Elements.isExempt(img, texts))
                .forEach(img -> alt(page, rule, img));
    }

    /** What a caption or the name of the file say of an image. */
    private static void alt(PageDraft page, String rule, Element img) {
        var figure = img.closest("figure");
        var caption = figure == null ? null : figure.selectFirst("figcaption");
        Stream.of(caption == null ? "" : caption.text(), PageDraft.words(page.resolve(img.attr("src"))))
                .map(String::strip)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .ifPresent(words -> page.set(rule, img, "alt", Texts.cut(words, 150)));
    }

    private static void nameVague(PageDraft page, String rule) {
        links(page)
                .filter(link -> link.childrenSize() == 0 && VagueTexts.contains(link.text(), Elements.language(link)))
                .forEach(link -> target(page, link).ifPresent(to -> page.text(rule, link, to.title())));
    }

    private static void nameEmpty(PageDraft page, String rule) {
        links(page)
                .filter(link -> Elements.name(link).isBlank())
                .forEach(link -> target(page, link).ifPresent(to -> page.set(rule, link, "aria-label", to.title())));
    }

    /** The page of the site behind a link, if that has a title. */
    private static Optional<Node> target(PageDraft page, Element link) {
        return page.site()
                .node(page.resolve(link.attr("href")))
                .filter(to -> !to.title().isEmpty());
    }

    private static void broken(PageDraft page, String rule) {
        links(page)
                .forEach(link -> page.site()
                        .node(page.resolve(link.attr("href")))
                        .filter(Node::broken)
                        .flatMap(to -> meant(page.site(), to))
                        .ifPresent(to -> lead(page, rule, link, to.url())));
    }

    /** The one page whose address was probably meant: it differs in case, in its ending, or in two letters at most. */
    private static Optional<Node> meant(Site site, Node wrong) {
        var path = stem(wrong.url());
        var near = site.readable().stream()
                .filter(node -> stem(node.url()).equals(path))
                .toList();
        if (near.isEmpty() && path.length() > 5) {
            near = site.readable().stream()
                    .filter(node -> distance(stem(node.url()), path) <= 2)
                    .toList();
        }
        return near.size() == 1 ? Optional.of(near.getFirst()) : Optional.empty();
    }

    private static String stem(String url) {
        return Urls.path(url).toLowerCase(Locale.ROOT).replaceFirst("(/index)?\\.[a-z]+$|/$", "");
    }

    /** Levenshtein's: how many letters must be changed, added or removed. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static void redirected(PageDraft page, String rule) {
        links(page)
                .forEach(link -> page.site()
                        .node(page.resolve(link.attr("href")))
                        .filter(to -> !to.location().isEmpty())
                        .map(to -> page.site().redirects(to).getLast())
                        .flatMap(page.site()::node)
                        .filter(Node::readable)
                        .ifPresent(to -> lead(page, rule, link, to.url())));
    }

    /** A link to the author's machine is meant for the page of the site with the same path. */
    private static void local(PageDraft page, String rule) {
        links(page)
                .filter(link -> LinkRules.isLocal(page.url(), page.resolve(link.attr("href"))))
                .forEach(link -> page.site()
                        .node(page.site().origin() + Urls.pathAndQuery(page.resolve(link.attr("href"))))
                        .filter(Node::readable)
                        .ifPresent(to -> lead(page, rule, link, to.url())));
    }

    /** Lets a link lead to a page of the site, from its root, with the fragment that it had. */
    private static void lead(PageDraft page, String rule, Element link, String url) {
        var fragment = Urls.fragment(link.attr("href"));
        page.set(rule, link, "href", Urls.pathAndQuery(url) + (fragment.isEmpty() ? "" : "#" + fragment));
    }

    private static void mixed(PageDraft page, String rule) {
        secure(page, rule, "img, script, iframe, audio, video, source, embed, track", "src");
        secure(page, rule, "link", "href");
        secure(page, rule, "object", "data");
    }

    /** What is on the page's own host can be had as the page itself can: on https. */
    private static void secure(PageDraft page, String rule, String query, String attribute) {
        for (var element : page.select(query)) {
            var url = page.resolve(element.attr(attribute));
            if (url.startsWith("http:") && Urls.host(url).equals(Urls.host(page.url()))) {
                page.set(rule, element, attribute, "https" + url.substring("http".length()));
            }
        }
    }

    private static void follow(PageDraft page, String rule) {
        links(page)
                .filter(link -> NOFOLLOW.matcher(link.attr("rel")).find()
                        && Urls.origin(page.resolve(link.attr("href")))
                                .equals(page.site().origin()))
                .forEach(link -> {
                    var rest = NOFOLLOW.matcher(link.attr("rel")).replaceAll("").strip();
                    if (rest.isEmpty()) {
                        page.unset(rule, link, "rel");
                    } else {
                        page.set(rule, link, "rel", rest.replaceAll("\\s+", " "));
                    }
                });
    }

    private static void label(PageDraft page, String rule) {
        page.select("input[placeholder], textarea[placeholder]").stream()
                .filter(input -> !input.attr("placeholder").isBlank() && input.closest("label") == null)
                .forEach(input -> page.set(rule, input, "aria-label", input.attr("placeholder")));
    }

    private static Stream<Element> links(PageDraft page) {
        return page.select("a[href], area[href]").stream()
                .filter(link -> !page.resolve(link.attr("href")).isEmpty());
    }
}
