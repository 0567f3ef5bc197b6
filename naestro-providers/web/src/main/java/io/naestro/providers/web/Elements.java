package io.naestro.providers.web;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/** What single elements are: how they are called, in which language, whether they lead anywhere. */
final class Elements {
    /** Attributes that only something that means to lead elsewhere has. */
    private static final List<String> LEADING =
            List.of("target", "download", "ping", "rel", "hreflang", "type", "referrerpolicy");

    private static final Pattern VOID = Pattern.compile("javascript:void\\(?0\\)?");
    private static final Pattern UNSEEN =
            Pattern.compile("(?i)(^|;)\\s*(display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

    /** What scripts on the body hear of the window, and not of what is clicked. */
    private static final Pattern WINDOW = Pattern.compile(
            "on(load|unload|beforeunload|error|resize|scroll|focus|blur|hashchange|popstate|storage|online|offline"
                    + "|message|messageerror|pagehide|pageshow|afterprint|beforeprint|languagechange)");

    private Elements() {}

    /** What an element is called: its label, else its text and that of its images. */
    static String name(Element e) {
        return label(e) + (e.attr("aria-label").isBlank() ? e.text() : "");
    }

    /** What names an element besides its text. */
    static String label(Element e) {
        if (!e.attr("aria-label").isBlank()) {
            return e.attr("aria-label");
        }
        if (!e.text().isBlank()) {
            return "";
        }
        var images = String.join(" ", e.select("img[alt]").eachAttr("alt"));
        return images.isBlank() ? String.join(" ", e.select("svg title").eachText()) + e.attr("title") : images;
    }

    /** The text of an element without what its HTML hides; style sheets are not known. */
    static String shown(Element e) {
        if (inside(e).noneMatch(Elements::isUnseen)) {
            return e.text();
        }
        var copy = e.clone();
        inside(copy).filter(Elements::isUnseen).toList().forEach(Node::remove);
        return copy.text();
    }

    private static boolean isUnseen(Element e) {
        return e.hasAttr("hidden") || UNSEEN.matcher(e.attr("style")).find();
    }

    /**
     * The language of the text in an element, as Lighthouse 12 sees it: that of the elements in it, if they agree, or
     * its own; {@link Page.Link#MIXED} if they do not; empty where nobody says.
     */
    static String language(Element e) {
        var inner = inside(e)
                .filter(Element::hasText)
                .map(Elements::said)
                .filter(said -> !said.isEmpty())
                .toList();
        if (inner.isEmpty()) {
            return said(e);
        }
        return inner.stream().map(said -> said.split("-", 2)[0]).distinct().count() > 1
                ? Page.Link.MIXED
                : inner.getFirst();
    }

    private static String said(Element e) {
        return around(e)
                .filter(outer -> outer.hasAttr("lang"))
                .findFirst()
                .map(outer -> outer.attr("lang").strip())
                .orElse("");
    }

    /** The elements in this one; jsoup's stream starts with the element itself. */
    private static Stream<Element> inside(Element e) {
        return e.stream().skip(1);
    }

    private static Stream<Element> around(Element e) {
        return Stream.iterate(e, Objects::nonNull, Element::parent);
    }

    /**
     * Whether a crawler finds nothing to follow at an anchor that acts as a link; the rule is that of the audit
     * {@code crawlable-anchors} of Lighthouse 12, as far as HTML alone tells: what scripts listen to is not known, only
     * attributes such as {@code onclick}.
     *
     * @param href what stands there; null where the element has none
     */
    static boolean isDead(Element e, @Nullable String href) {
        var raw = href == null ? "" : href.replaceAll("\\s", "");
        if (!e.attr("role").isBlank() || raw.startsWith("mailto:") || (raw.isEmpty() && !e.id().isEmpty())) {
            return false;
        }
        if (raw.startsWith("file:")) {
            return true;
        }
        if (!e.attr("name").isBlank()) {
            return false;
        }
        return href == null
                ? LEADING.stream().anyMatch(e::hasAttr) || around(e).anyMatch(Elements::listens)
                : VOID.matcher(raw).find();
    }

    private static boolean listens(Element e) {
        var body = e.normalName().equals("body");
        return e.attributes().asList().stream()
                .map(attribute -> attribute.getKey().toLowerCase(Locale.ROOT))
                .anyMatch(key ->
                        key.startsWith("on") && !(body && WINDOW.matcher(key).matches()));
    }

    /** The ids of elements that hold text. */
    static Set<String> texts(Document document) {
        return document.select("[id]").stream()
                .filter(Element::hasText)
                .map(Element::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Whether an image needs no alternative text: hidden from assistive programs, mere decoration, or named otherwise;
     * as the rule {@code image-alt} of axe-core 4 has it.
     *
     * @param texts the ids of elements that hold text
     */
    static boolean isExempt(Element e, Set<String> texts) {
        return e.attr("role").strip().matches("presentation|none")
                || Stream.of("aria-label", "title")
                        .anyMatch(name -> !e.attr(name).isBlank())
                || Stream.of(e.attr("aria-labelledby").strip().split("\\s+")).anyMatch(texts::contains)
                || around(e)
                        .anyMatch(outer ->
                                outer.attr("aria-hidden").equals("true") || isUnseen(outer) || isFolded(outer));
    }

    /** Whether it stands in a part that opens only when somebody asks for it. */
    private static boolean isFolded(Element e) {
        var parent = e.parent();
        return parent != null
                && parent.normalName().equals("details")
                && !parent.hasAttr("open")
                && !e.normalName().equals("summary");
    }

    /** Whether an image has an alternative text, or says that it needs none; white space says neither. */
    static boolean saysAlt(Element e) {
        return e.hasAttr("alt") && (e.attr("alt").isEmpty() || !e.attr("alt").isBlank());
    }
}
