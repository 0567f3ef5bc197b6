package io.naestro.providers.web;

import io.naestro.base.Digests;
import io.naestro.providers.web.Page.Alternate;
import io.naestro.providers.web.Page.Form;
import io.naestro.providers.web.Page.Heading;
import io.naestro.providers.web.Page.Html;
import io.naestro.providers.web.Page.Image;
import io.naestro.providers.web.Page.Link;
import io.naestro.providers.web.Page.Reference;
import io.naestro.providers.web.Page.Resource;
import io.naestro.providers.web.Page.Sort;
import io.naestro.providers.web.Page.Spot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of a page out of its HTML, in one walk over its elements; the HTML itself is not kept. Texts are cut
 * and lists end at their limits, so that the facts of any page take at most some hundred KiB.
 */
final class PageReader {
    static final int MOST_LINKS = 2_000;
    static final int MOST_SPOTS = 200;

    private static final int LONGEST = 500;
    private static final int LONGEST_DATA = 20_000;
    private static final int LONGEST_TEXT = 200_000;
    private static final int SAMPLE = 2_000;
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([^\\s;\"']+)");
    private static final Pattern LINK =
            Pattern.compile("<([^>]*)>((?:\\s*;\\s*[A-Za-z*-]+\\s*=\\s*(?:\"[^\"]*\"|[^\\s;,\"]+))*)");
    private static final Set<String> OBSOLETE = Set.of(
            "acronym",
            "applet",
            "basefont",
            "big",
            "center",
            "dir",
            "font",
            "frame",
            "frameset",
            "marquee",
            "nobr",
            "noframes",
            "plaintext",
            "strike",
            "tt",
            "xmp",
            "blink");
    private static final Set<String> NAMELESS_INPUTS = Set.of("hidden", "submit", "button", "reset", "image");
    private static final Set<String> UNSHOWN = Set.of("script", "style", "template", "noscript");

    private final String url;
    private final Document document;
    private final String base;

    private String lang = "";
    private String charset = "";
    private boolean icon;
    private final List<String> titles = new ArrayList<>();
    private final List<String> descriptions = new ArrayList<>();
    private final List<String> robots = new ArrayList<>();
    private final List<String> viewports = new ArrayList<>();
    private final List<String> refreshes = new ArrayList<>();
    private final List<Reference> canonicals = new ArrayList<>();
    private final List<Alternate> alternates = new ArrayList<>();
    private final List<Reference> pages = new ArrayList<>();
    private final Map<String, String> social = new LinkedHashMap<>();
    private final List<String> data = new ArrayList<>();
    private final List<Heading> headings = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private final List<Resource> resources = new ArrayList<>();
    private final List<Form> forms = new ArrayList<>();
    private final Map<Sort, List<Spot>> spots = new EnumMap<>(Sort.class);
    private final Set<String> ids = new LinkedHashSet<>();
    private final Set<String> wanted = new TreeSet<>();
    private final Set<String> labeled;
    private final Set<String> texts;
    private final StringBuilder text = new StringBuilder();
    private int linkCount;
    private int elements;
    private int deepest;
    private int widest;

    private PageReader(String url, Document document) {
        this.url = url;
        this.document = document;
        var own = document.selectFirst("base[href]");
        this.base = own == null ? url : Urls.resolve(url, own.attr("href")).orElse(url);
        this.labeled = new TreeSet<>(document.select("label[for]").eachAttr("for"));
        this.texts = Elements.texts(document);
    }

    /**
     * Reads a page.
     *
     * @param url its address, in its one form
     * @param body its bytes
     * @param contentType the header field, which may name the encoding
     * @param link the header field, which may name the canonical address and versions in other languages
     * @throws IOException if jsoup cannot read it, as when it nests too deep or is no text
     */
    static Html read(String url, byte[] body, String contentType, String link) throws IOException {
        var document = Jsoup.parse(new ByteArrayInputStream(body), encoding(contentType), url);
        var reader = new PageReader(url, document);
        reader.walk(document, 0);
        reader.header(link);
        return reader.html();
    }

    /** The encoding that the header names; null leaves the choice to the page, as for one that Java does not know. */
    private static @Nullable String encoding(String contentType) {
        var named = charset(contentType);
        try {
            return !named.isEmpty() && Charset.isSupported(named) ? named : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The encoding that a content type names, in lower case; empty for none. */
    static String charset(String contentType) {
        var named = CHARSET.matcher(contentType);
        return named.find() ? named.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private Html html() {
        var shown = text.toString().strip();
        ids.forEach(wanted::remove);
        return new Html(
                document.childNodes().stream().anyMatch(DocumentType.class::isInstance),
                lang,
                charset,
                titles,
                descriptions,
                robots,
                viewports,
                refreshes,
                canonicals,
                alternates,
                pages,
                icon,
                social,
                data,
                headings,
                links,
                linkCount,
                images,
                resources,
                forms,
                spots.values().stream().flatMap(List::stream).toList(),
                List.copyOf(wanted),
                elements,
                deepest,
                widest,
                Texts.words(shown),
                Digests.ofBytes(shown.getBytes(StandardCharsets.UTF_8)).value(),
                Long.toHexString(Texts.simHash(shown)),
                shown.substring(0, Math.min(SAMPLE, shown.length())));
    }

    /** The parser nests at most 512 elements, so that this recursion is safe. */
    private void walk(Node node, int depth) {
        deepest = Math.max(deepest, depth);
        var children = 0;
        for (var child : node.childNodes()) {
            switch (child) {
                case Element element -> {
                    children++;
                    elements++;
                    look(element);
                    if (!UNSHOWN.contains(element.normalName())) {
                        walk(element, depth + 1);
                    }
                    if (element.isBlock()) {
                        text.append(' ');
                    }
                }
                case TextNode words -> show(node, words.text());
                case Comment comment -> {
                    // nobody sees it
                }
                default -> {
                    // a doctype, or a processing instruction
                }
            }
        }
        widest = Math.max(widest, children);
    }

    private void show(Node parent, String words) {
        if (!parent.normalName().equals("title") && text.length() + words.length() <= LONGEST_TEXT) {
            text.append(words);
        }
    }

    private void look(Element e) {
        if (e.hasAttr("id") && !ids.add(e.id())) {
            spot(Sort.DOUBLE_ID, e);
        }
        if (e.attr("tabindex").matches("0*[1-9][0-9]*")) {
            spot(Sort.TAB_ORDER, e);
        }
        if (OBSOLETE.contains(e.normalName())) {
            spot(Sort.OBSOLETE, e);
        }
        switch (e.normalName()) {
            case "html" -> lang = e.attr("lang").strip();
            case "title" -> title(e);
            case "meta" -> meta(e);
            case "link" -> relation(e);
            case "h1", "h2", "h3", "h4", "h5", "h6" ->
                add(headings, new Heading(e.normalName().charAt(1) - '0', cut(Elements.name(e))));
            case "a", "area" -> link(e);
            case "img" -> image(e);
            case "script" -> script(e);
            case "iframe", "frame" -> frame(e);
            case "audio", "video", "source", "embed", "track" -> load(e, "src", false);
            case "object" -> load(e, "data", false);
            case "form" -> form(e);
            case "input", "select", "textarea" -> input(e);
            case "button" -> button(e);
            case "table" -> table(e);
            default -> {
                // nothing to note
            }
        }
    }

    private void title(Element e) {
        if (e.parents().stream().noneMatch(parent -> parent.normalName().equals("svg"))) {
            add(titles, cut(e.text()));
        }
    }

    private void meta(Element e) {
        var content = cut(e.attr("content"));
        if (e.hasAttr("charset")) {
            charset = e.attr("charset").strip().toLowerCase(Locale.ROOT);
        }
        switch (e.attr("http-equiv").toLowerCase(Locale.ROOT)) {
            case "content-type" -> charset = charset.isEmpty() ? charset(content) : charset;
            case "refresh" -> add(refreshes, content);
            default -> {
                // not about what rules look at
            }
        }
        var name = e.attr("name").toLowerCase(Locale.ROOT);
        if (RobotsTags.isCrawler(name)) {
            add(robots, cut(name + ": " + content));
        }
        switch (name) {
            case "description" -> {
                if (inHead(e)) {
                    add(descriptions, content);
                }
            }
            case "robots" -> add(robots, content);
            case "viewport" -> add(viewports, content);
            default -> social(e, content);
        }
    }

    private void social(Element e, String content) {
        var name = (e.hasAttr("property") ? e.attr("property") : e.attr("name")).toLowerCase(Locale.ROOT);
        if ((name.startsWith("og:") || name.startsWith("twitter:")) && social.size() < MOST_SPOTS) {
            social.putIfAbsent(cut(name), content);
        }
    }

    /** Canonical addresses and versions count only in the head, and only where the relation says nothing else. */
    private void relation(Element e) {
        var href = cut(e.attr("href"));
        var whole = e.attr("rel").toLowerCase(Locale.ROOT).strip();
        if (whole.equals("canonical") && !href.isEmpty() && inHead(e)) {
            add(canonicals, new Reference(whole, href, resolve(href)));
        }
        if (whole.equals("alternate") && !e.attr("hreflang").isEmpty() && inHead(e)) {
            add(alternates, new Alternate(cut(e.attr("hreflang")), href, resolve(href)));
        }
        for (var rel : whole.split("\\s+", -1)) {
            switch (rel) {
                case "next", "prev" -> add(pages, new Reference(rel, href, resolve(href)));
                case "icon" -> icon = true;
                case "stylesheet" ->
                    load(e, "href", inHead(e) && !e.attr("media").equals("print"));
                default -> {
                    // not about what rules look at
                }
            }
        }
    }

    /** Links of the header, RFC 8288, section 3: {@code <address>; rel="canonical", <address>; rel=alternate; ...}. */
    private void header(String link) {
        var links = LINK.matcher(Texts.cut(link, LONGEST_DATA));
        while (links.find()) {
            var rel = parameter("rel", links.group(2)).toLowerCase(Locale.ROOT);
            var lang = parameter("hreflang", links.group(2));
            var href = cut(links.group(1));
            var target = Urls.resolve(url, href).orElse("");
            if (rel.equals("canonical") && !href.isEmpty()) {
                add(canonicals, new Reference(rel, href, target));
            }
            if (rel.equals("alternate") && !lang.isEmpty()) {
                add(alternates, new Alternate(cut(lang), href, target));
            }
        }
    }

    private static String parameter(String name, String parameters) {
        var value = Pattern.compile("(?i);\\s*" + name + "\\s*=\\s*(?:\"[^\"]*\"|[^\\s;,\"]+)")
                .matcher(parameters);
        return value.find()
                ? value.group().replaceFirst("^[^=]*=", "").replace("\"", "").strip()
                : "";
    }

    private void link(Element e) {
        linkCount++;
        var href = e.hasAttr("href") ? e.attr("href").strip() : null;
        if (href != null && href.startsWith("#") && href.length() > 1 && wanted.size() < MOST_SPOTS) {
            wanted.add(cut(href.substring(1)));
        }
        if (links.size() < MOST_LINKS && (href != null || !(e.hasAttr("name") || e.hasAttr("id")))) {
            links.add(new Link(
                    href == null ? null : cut(href),
                    href == null ? "" : resolve(href),
                    Texts.cut(Elements.shown(e), 100),
                    Texts.cut(Elements.label(e), 100),
                    ownLanguage(e),
                    cut(e.attr("rel")),
                    e.normalName().equals("a") && Elements.isDead(e, href)));
        }
        if (e.hasAttr("name")) {
            ids.add(e.attr("name"));
        }
    }

    /** The language of an element where it is not the page's. */
    private String ownLanguage(Element e) {
        var language = Elements.language(e);
        return language.equals(lang) ? "" : language;
    }

    private void image(Element e) {
        load(e, "src", false);
        if (images.size() < MOST_SPOTS) {
            var sized = (e.hasAttr("width") && e.hasAttr("height"))
                    || e.attr("style").contains("aspect-ratio");
            images.add(new Image(
                    cut(e.attr("src")),
                    Elements.saysAlt(e) ? cut(e.attr("alt")) : null,
                    sized,
                    Elements.isExempt(e, texts)));
        }
    }

    private void script(Element e) {
        if (e.attr("type").equalsIgnoreCase("application/ld+json")) {
            var written = e.data();
            add(data, written.substring(0, Math.min(written.length(), LONGEST_DATA)));
        }
        var later = e.hasAttr("async") || e.hasAttr("defer") || e.attr("type").equals("module");
        load(e, "src", inHead(e) && !later);
    }

    private void frame(Element e) {
        load(e, "src", false);
        if (e.attr("title").isBlank() && e.attr("aria-label").isBlank()) {
            spot(Sort.UNTITLED, e);
        }
    }

    private void form(Element e) {
        add(
                forms,
                new Form(
                        e.hasAttr("action") ? resolve(e.attr("action")) : url,
                        !e.select("input[type=password]").isEmpty()));
    }

    private void input(Element e) {
        var named = labeled.contains(e.id())
                || !e.attr("aria-label").isBlank()
                || e.hasAttr("aria-labelledby")
                || !e.attr("title").isBlank()
                || e.closest("label") != null;
        if (!named && !NAMELESS_INPUTS.contains(e.attr("type").toLowerCase(Locale.ROOT))) {
            spot(Sort.UNLABELED, e);
        }
    }

    private void button(Element e) {
        if (Elements.name(e).isBlank()) {
            spot(Sort.UNNAMED, e);
        }
    }

    private void table(Element e) {
        if (e.select("tr").size() > 1
                && e.select("td").size() > 3
                && e.select("th").isEmpty()
                && !e.attr("role").equals("presentation")) {
            spot(Sort.HEADLESS, e);
        }
    }

    private void load(Element e, String attribute, boolean blocks) {
        if (e.hasAttr(attribute)) {
            var address = resolve(e.attr(attribute));
            if (!address.isEmpty()) {
                add(resources, new Resource(e.normalName(), address, blocks));
            }
        }
    }

    private static boolean inHead(Element e) {
        return e.parents().is("head");
    }

    private String resolve(String reference) {
        return Urls.resolve(base, reference).orElse("");
    }

    private void spot(Sort sort, Element e) {
        var id = e.hasAttr("id") ? "#" + e.id() : "";
        var name = id.isEmpty() && e.hasAttr("name") ? "[name=\"" + e.attr("name") + "\"]" : id;
        add(
                spots.computeIfAbsent(sort, all -> new ArrayList<>()),
                new Spot(
                        sort,
                        cut(e.normalName() + name),
                        Texts.cut(e.shallowClone().outerHtml(), 120)));
    }

    private static <T> void add(List<T> list, T one) {
        if (list.size() < MOST_SPOTS) {
            list.add(one);
        }
    }

    private static String cut(String text) {
        return Texts.cut(text, LONGEST);
    }
}
