package io.naestro.providers.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one address: how it answered and, for a page of HTML, the facts that rules need. Lists have limits,
 * with the true number beside them.
 *
 * @param url the address, in its one form
 * @param depth how many links it is from the first page, by the way on which it was found
 * @param status the HTTP status; 0 when there was no answer
 * @param problem why there is no answer, or null
 * @param message what happened, in words; empty when there was an answer
 * @param location where a redirect leads, in its one form; empty when it is none or leads nowhere
 * @param headers header fields that rules look at, by lower-case name
 * @param size the bytes of the body, unpacked
 * @param html the facts of a page of HTML, or null
 */
record Page(
        String url,
        int depth,
        int status,
        @Nullable Problem problem,
        String message,
        String location,
        Map<String, String> headers,
        long size,
        @Nullable Html html) {

    /** Why there is no answer. */
    enum Problem {
        /** robots.txt forbids it; it was not fetched. */
        ROBOTS,
        /** The policy refused it, or it is an address that programs read in different ways. */
        REFUSED,
        /** There was no whole answer in time. */
        TIMEOUT,
        /** The answer has more bytes than allowed. */
        TOO_LARGE,
        /** The host could not be reached, or broke off. */
        UNREACHABLE
    }

    /** Whether this is a page that answered and can be read. */
    boolean readable() {
        return html != null && status == 200;
    }

    /** The facts, for a page that has some. */
    Html facts() {
        if (html == null) {
            throw new IllegalStateException("'" + url + "' is no page of HTML");
        }
        return html;
    }

    boolean redirects() {
        return status / 100 == 3;
    }

    boolean broken() {
        return status >= 400 || (problem != null && problem != Problem.ROBOTS && problem != Problem.REFUSED);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Whether robots meta tags or the X-Robots-Tag header say one of these to any crawler. */
    boolean says(String... directives) {
        return RobotsTags.of(this).says(directives);
    }

    /** Whether no search engine may list it. */
    boolean noindex() {
        return RobotsTags.of(this).hidden();
    }

    /**
     * Facts of a page of HTML.
     *
     * @param doctype whether it has a doctype
     * @param lang the language that it says, or empty
     * @param charset the encoding that its meta tag says, or empty
     * @param titles its title elements
     * @param descriptions its meta descriptions
     * @param robots what its robots meta tags say, in the form of X-Robots-Tag: {@code noindex}, or {@code googlebot:
     *     noindex} for one that speaks to one crawler
     * @param viewports its viewports
     * @param refreshes its refreshes
     * @param canonicals its canonical links
     * @param alternates its versions in other languages
     * @param pages its links to the next and previous page
     * @param icon whether it names an icon
     * @param social its Open Graph and Twitter properties
     * @param data its JSON-LD, each as written
     * @param headings its headings
     * @param links its links, at most {@value PageReader#MOST_LINKS}
     * @param linkCount how many links it has
     * @param images its images, at most {@value PageReader#MOST_SPOTS}
     * @param resources what it loads, at most {@value PageReader#MOST_SPOTS}
     * @param forms its forms
     * @param spots elements with a fault that only HTML shows, at most {@value PageReader#MOST_SPOTS} of each sort
     * @param ids the ids that links on the page itself lead to and that are not there
     * @param elements how many elements it has
     * @param deepest how deep they are nested
     * @param widest the most children of one element
     * @param words how many words it shows
     * @param digest the digest of its text
     * @param likeness its text in 64 bits, in hexadecimal; similar texts differ in few
     * @param sample the start of its text
     */
    record Html(
            boolean doctype,
            String lang,
            String charset,
            List<String> titles,
            List<String> descriptions,
            List<String> robots,
            List<String> viewports,
            List<String> refreshes,
            List<Reference> canonicals,
            List<Alternate> alternates,
            List<Reference> pages,
            boolean icon,
            Map<String, String> social,
            List<String> data,
            List<Heading> headings,
            List<Link> links,
            int linkCount,
            List<Image> images,
            List<Resource> resources,
            List<Form> forms,
            List<Spot> spots,
            List<String> ids,
            int elements,
            int deepest,
            int widest,
            int words,
            String digest,
            String likeness,
            String sample) {}

    /**
     * A reference of the page's head.
     *
     * @param rel what it is for
     * @param href what stands there
     * @param url the address that it means; empty for none
     */
    record Reference(String rel, String href, String url) {}

    /**
     * A version in another language.
     *
     * @param lang the language and region
     * @param href what stands there
     * @param url the address that it means; empty for none
     */
    record Alternate(String lang, String href, String url) {}

    /**
     * A heading.
     *
     * @param level 1 to 6
     * @param text its text
     */
    record Heading(int level, String text) {}

    /**
     * A link.
     *
     * @param href what stands there; null where the element has none
     * @param url the address that it means; empty for none
     * @param text the text that it shows
     * @param label what names it besides its text: its label, image or title; empty for nothing
     * @param lang the language of its text where that is not the page's; {@value #MIXED} for several
     * @param rel its relations
     * @param dead whether there is nothing that a crawler could follow, though it acts as a link
     */
    record Link(@Nullable String href, String url, String text, String label, String lang, String rel, boolean dead) {
        static final String MIXED = "mul";

        boolean nofollow() {
            return List.of(rel.toLowerCase(Locale.ROOT).split("\\s+")).contains("nofollow");
        }

        String name() {
            return label.isBlank() ? text : label;
        }

        String selector() {
            return href == null ? "a:not([href])" : "a[href=\"" + href + "\"]";
        }
    }

    /**
     * An image.
     *
     * @param src what stands there; empty for none
     * @param alt its alternative text; null where the attribute is missing or holds nothing but white space
     * @param sized whether width and height are said
     * @param exempt whether it needs no alternative text: hidden, mere decoration, or named otherwise
     */
    record Image(String src, @Nullable String alt, boolean sized, boolean exempt) {
        String selector() {
            return "img[src=\"" + src + "\"]";
        }
    }

    /**
     * Something that the page loads.
     *
     * @param tag the element that loads it
     * @param url its address
     * @param blocks whether it keeps the page from being drawn
     */
    record Resource(String tag, String url, boolean blocks) {}

    /**
     * A form.
     *
     * @param url where it sends; empty for no web address
     * @param password whether it asks for a password
     */
    record Form(String url, boolean password) {}

    /**
     * An element with a fault.
     *
     * @param sort the fault
     * @param selector where it is
     * @param snippet how it starts
     */
    record Spot(Sort sort, String selector, String snippet) {}

    /** Faults that only HTML shows. */
    enum Sort {
        /** An input that no label names. */
        UNLABELED,
        /** A button without a name. */
        UNNAMED,
        /** A frame without a title. */
        UNTITLED,
        /** An id that stands twice. */
        DOUBLE_ID,
        /** An element that asks to be tabbed to first. */
        TAB_ORDER,
        /** An element that HTML no longer has. */
        OBSOLETE,
        /** A table of data without headings. */
        HEADLESS
    }
}
