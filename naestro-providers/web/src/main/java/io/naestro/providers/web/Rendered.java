package io.naestro.providers.web;

import java.util.List;

/**
 * What became of a page in a browser.
 *
 * @param url where it is, after redirects and scripts
 * @param status the HTTP status of the page
 * @param file the lexical path of what was written: HTML in UTF-8, or a PNG
 * @param bytes how many bytes were written
 * @param settled whether the page asked for nothing more before the time to settle was over
 * @param requests how many requests were sent for it
 * @param failed what it asked for and did not get, each with the reason, at most 50
 * @param differences what scripts changed of what search engines read; empty for a picture
 */
public record Rendered(
        String url,
        int status,
        String file,
        long bytes,
        boolean settled,
        int requests,
        List<String> failed,
        List<Difference> differences) {
    public Rendered {
        failed = List.copyOf(failed);
        differences = List.copyOf(differences);
    }

    /**
     * Something that scripts changed.
     *
     * @param what the property, such as {@code title} or {@code links}
     * @param served what the server sent
     * @param rendered what the browser shows
     */
    public record Difference(String what, String served, String rendered) {}
}
