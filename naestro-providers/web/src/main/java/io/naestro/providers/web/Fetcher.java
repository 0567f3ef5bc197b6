package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.providers.web.Page.Problem;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Http;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.HttpRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fetches one address and makes a {@link Page} of whatever comes: a failure is a page, too.
 *
 * @param http the hosts, each use decided by the policy
 * @param pageBytes the most bytes of a page
 * @param origin scheme, host and port of the site
 * @param served scheme, host and port where the site answers; the same unless it is not published yet
 */
record Fetcher(Http http, int pageBytes, String origin, String served) {
    static final String USER_AGENT = "Mozilla/5.0 (compatible; " + Start.AGENT + ")";

    private static final Map<String, String> FIELDS =
            Map.of("Accept", "text/html, application/xhtml+xml, */*;q=0.5", "User-Agent", USER_AGENT);

    private static final Set<String> KEPT = Set.of(
            "cache-control",
            "content-security-policy",
            "content-type",
            "etag",
            "last-modified",
            "location",
            "referrer-policy",
            "server",
            "set-cookie",
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options",
            "x-powered-by",
            "x-robots-tag");
    private static final int LONGEST_FIELD = 1_000;

    /**
     * Fetches a page; a redirect is an answer like any other.
     *
     * @param url the address, in its one form
     * @param depth how far it is from the first page
     */
    Page page(String url, int depth) {
        try {
            return page(url, depth, send(url, pageBytes));
        } catch (AccessRefused | InputException e) {
            return failed(url, depth, Problem.REFUSED, e);
        } catch (TooLarge e) {
            return failed(url, depth, Problem.TOO_LARGE, e);
        } catch (InterruptedIOException e) {
            return failed(url, depth, Problem.TIMEOUT, e);
        } catch (IOException e) {
            return failed(url, depth, Problem.UNREACHABLE, e);
        }
    }

    /** A page of which there is only a problem. */
    static Page failed(String url, int depth, Problem problem, Throwable cause) {
        return failed(url, depth, problem, String.valueOf(cause.getMessage()));
    }

    /** A page of which there is only a problem. */
    static Page failed(String url, int depth, Problem problem, String message) {
        return new Page(url, depth, 0, problem, Texts.cut(message, 300), "", Map.of(), 0, null);
    }

    /**
     * Fetches a file such as robots.txt, over redirects that stay on the host.
     *
     * @param url the address
     * @param maxBytes the most bytes
     * @return the answer; empty when there is none
     * @throws AccessRefused if the policy does not allow it
     */
    Optional<HttpReply> file(String url, int maxBytes) throws InterruptedIOException {
        var next = Optional.of(url);
        HttpReply reply = null;
        for (int hops = 0; next.isPresent() && hops <= 5; hops++) {
            try {
                reply = send(next.get(), maxBytes);
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                return Optional.empty();
            } catch (IOException | InputException e) {
                return Optional.empty();
            }
            next = location(next.get(), reply).filter(to -> Urls.origin(to).equals(Urls.origin(url)));
        }
        return Optional.ofNullable(reply);
    }

    private HttpReply send(String url, int maxBytes) throws IOException {
        return http.send(new HttpRequest("GET", moved(url, origin, served), FIELDS, new byte[0], maxBytes, 0));
    }

    private static String moved(String url, String from, String to) {
        return url.startsWith(from + "/") ? to + url.substring(from.length()) : url;
    }

    private Page page(String url, int depth, HttpReply reply) throws IOException {
        var body = reply.body();
        var type = reply.headers().getOrDefault("content-type", "");
        var html = isHtml(type, body)
                ? PageReader.read(url, body, type, reply.headers().getOrDefault("link", ""))
                : null;
        return new Page(
                url, depth, reply.status(), null, "", location(url, reply).orElse(""), kept(reply), body.length, html);
    }

    private Optional<String> location(String url, HttpReply reply) {
        var redirects = reply.status() >= 300 && reply.status() < 400;
        return redirects
                ? Urls.resolve(url, reply.headers().getOrDefault("location", "http:"))
                        .map(to -> moved(to, served, origin))
                : Optional.empty();
    }

    private static boolean isHtml(String type, byte[] body) {
        var media = type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return media.equals("text/html")
                || media.equals("application/xhtml+xml")
                || (media.isEmpty() && body.length > 0 && body[0] == '<');
    }

    private static Map<String, String> kept(HttpReply reply) {
        var kept = new TreeMap<String, String>();
        reply.headers().forEach((name, value) -> {
            if (KEPT.contains(name)) {
                kept.put(name, Texts.cut(value, LONGEST_FIELD));
            }
        });
        return kept;
    }
}
