package io.naestro.providers.web;

import io.naestro.providers.web.Page.Html;
import io.naestro.providers.web.Proposal.Cure;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;

/**
 * A page that is being mended: its elements with the places at which they stand in its file, so that an edit changes an
 * attribute or an element and leaves every other character as its author wrote it.
 */
final class PageDraft {
    private final Draft draft;
    private final Document document;
    private final Page page;
    private final Site site;
    private final Map<String, String> canonicals;

    /**
     * A page to mend.
     *
     * @param draft its file
     * @param page what the crawl knows of it
     * @param site all pages
     * @param canonicals the canonical addresses that pages will have, by page; noted by the fix that gives them
     */
    PageDraft(Draft draft, Page page, Site site, Map<String, String> canonicals) {
        this.draft = draft;
        this.page = page;
        this.site = site;
        this.canonicals = canonicals;
        document = Jsoup.parse(draft.text(), page.url(), Parser.htmlParser().setTrackPosition(true));
    }

    String url() {
        return page.url();
    }

    Html facts() {
        return page.facts();
    }

    Site site() {
        return site;
    }

    Map<String, String> canonicals() {
        return canonicals;
    }

    Document document() {
        return document;
    }

    Elements select(String query) {
        return document.select(query);
    }

    /** The text of the first heading of the first level; empty without one. */
    String heading() {
        var heading = document.selectFirst("h1");
        return heading == null ? "" : heading.text().strip();
    }

    /** Puts HTML into the head, as its first child. */
    void insertHead(String rule, String html) {
        insertHead(cure(rule), html);
    }

    void insertHead(Cure cure, String html) {
        int at = headEnd();
        draft.replace(at, at, "\n" + html, cure);
    }

    /** Puts text at the start of the file. */
    void insertFirst(String rule, String html) {
        draft.replace(0, 0, html, cure(rule));
    }

    /** Where the head begins, said or not. */
    private int headEnd() {
        for (var element : new Element[] {document.head(), document.selectFirst("html")}) {
            if (stands(element)) {
                return element.sourceRange().endPos();
            }
        }
        var doctype = document.documentType();
        return doctype == null ? 0 : doctype.sourceRange().endPos();
    }

    /** Whether an element stands in the file as it is known, and was not made up by the parser. */
    private boolean stands(Element element) {
        var range = element.sourceRange();
        return draft.text()
                .regionMatches(
                        true,
                        range.startPos(),
                        "<" + element.tagName(),
                        0,
                        element.tagName().length() + 1);
    }

    /** Gives an attribute a value. */
    void set(String rule, Element element, String name, String value) {
        var cure = cure(rule);
        if (!stands(element)) {
            return;
        }
        var written = name + "=\"" + attribute(value) + "\"";
        var range = element.attributes().sourceRange(name);
        if (!range.nameRange().isTracked()) {
            int at = element.sourceRange().startPos() + 1 + element.tagName().length();
            draft.replace(at, at, " " + written, cure);
        } else if (!element.attr(name).equals(value)) {
            draft.replace(
                    range.nameRange().startPos(), attributeEnd(range.nameRange().endPos()), written, cure);
        }
    }

    /** Takes an attribute away that stands there, with the space before it. */
    void unset(String rule, Element element, String name) {
        var range = element.attributes().sourceRange(name).nameRange();
        draft.replace(range.startPos() - 1, attributeEnd(range.endPos()), "", cure(rule));
    }

    /** Where an attribute ends whose name ends here: behind its value and the quotes around it. */
    private int attributeEnd(int nameEnd) {
        var text = draft.text();
        int at = afterSpace(nameEnd);
        if (text.charAt(at) != '=') {
            return nameEnd;
        }
        at = afterSpace(at + 1);
        var quote = text.charAt(at);
        if (quote == '"' || quote == '\'') {
            return text.indexOf(quote, at + 1) + 1;
        }
        while (!Character.isWhitespace(text.charAt(at)) && text.charAt(at) != '>') {
            at++;
        }
        return at;
    }

    private int afterSpace(int from) {
        int at = from;
        while (Character.isWhitespace(draft.text().charAt(at))) {
            at++;
        }
        return at;
    }

    /** Gives an element another text. */
    void text(String rule, Element element, String text) {
        int end = endTag(element);
        if (end >= 0) {
            draft.replace(element.sourceRange().endPos(), end, escape(text), cure(rule));
        }
    }

    /** Removes an element with all that is in it. */
    void remove(String rule, Element element) {
        int end = endTag(element);
        if (end >= 0) {
            draft.replace(element.sourceRange().startPos(), draft.text().indexOf('>', end) + 1, "", cure(rule));
        } else if (element.tag().isEmpty()) {
            draft.replace(
                    element.sourceRange().startPos(), element.sourceRange().endPos(), "", cure(rule));
        }
    }

    /**
     * Where the end tag of an element starts that holds nothing but text; less than 0 where there is none, or where
     * something else comes first. The parser's own word for it is not taken: it is wrong for titles.
     */
    private int endTag(Element element) {
        int at = draft.text().indexOf('<', element.sourceRange().endPos());
        var wanted = "</" + element.tagName();
        return draft.text().regionMatches(true, at, wanted, 0, wanted.length()) ? at : -1;
    }

    private Cure cure(String rule) {
        return new Cure(rule, page.url());
    }

    /** The address that a reference on this page means; empty for none. */
    String resolve(String reference) {
        var base = document.selectFirst("base[href]");
        var from = base == null
                ? page.url()
                : Urls.resolve(page.url(), base.attr("href")).orElse(page.url());
        return Urls.resolve(from, reference).orElse("");
    }

    static String attribute(String value) {
        return escape(value).replace("\"", "&quot;");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** A file name as words: {@code old-mill_2.jpg} is "Old mill 2"; empty where it says nothing to people. */
    static String words(String address) {
        var name = Urls.path(address).replaceFirst(".*/", "").replaceFirst("\\.[A-Za-z0-9]+$", "");
        var words = name.replaceAll("%20|[-_+.]+", " ").strip();
        if (!words.matches("[\\p{L}\\p{N} ]+")
                || !words.matches(".*\\p{L}{3}.*")
                || words.matches("(?i)(img|image|dsc|pic|photo|picture|screenshot|untitled|scan|p)[ 0-9]*")) {
            return "";
        }
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
