package io.naestro.providers.web;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of pages in one form, so that two spellings of one page are one page: references are resolved as RFC 3986
 * (section 5.2) says, white space, backslashes and characters outside ASCII are treated as browsers do (WHATWG URL),
 * and what is left is normalized by RFC 3986, section 6.2.2. Queries keep their order; fragments are dropped.
 */
final class Urls {
    private static final int LONGEST = 4_096;

    /** RFC 3986, appendix B: scheme, authority, path, query, fragment. */
    private static final Pattern PARTS =
            Pattern.compile("(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?", Pattern.DOTALL);

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern AUTHORITY =
            Pattern.compile("([^:@\\[\\]\\s<>\"%|^\\\\{}`]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{0,5}))?");
    private static final String PATH_KEPT = "-._~!$&'()*+,;=:@/";
    private static final String QUERY_KEPT = PATH_KEPT + "?[]|`{}^\\";
    private static final String UNRESERVED = "-._~";

    private Urls() {}

    /** The scheme of a reference in lower case; empty for a relative one. */
    static String scheme(String reference) {
        var parts = parts(reference);
        var scheme = parts.group(1);
        return scheme != null && SCHEME.matcher(scheme).matches() ? scheme.toLowerCase(Locale.ROOT) : "";
    }

    /** The fragment of a reference without its {@code #}; empty when there is none. */
    static String fragment(String reference) {
        var fragment = parts(reference).group(5);
        return fragment == null ? "" : fragment;
    }

    /** The one form of an absolute address; empty for what is no http or https address. */
    static Optional<String> canonical(String address) {
        return resolve("", address);
    }

    /**
     * Resolves a reference.
     *
     * @param base the address of the page that it stands in, in its one form
     * @param reference what stands there
     * @return the one form of the address that it means; empty for other schemes and for what no browser takes
     */
    static Optional<String> resolve(String base, String reference) {
        var own = parts(reference);
        var scheme = scheme(reference);
        if (own.group().length() > LONGEST || (own.group(1) != null && scheme.isEmpty())) {
            return Optional.empty();
        }
        if (!scheme.isEmpty() && own.group(2) != null) {
            return build(scheme, own.group(2), own.group(3), own.group(4));
        }
        var from = parts(base);
        if (!scheme.isEmpty() || from.group(1) == null) {
            return Optional.empty();
        }
        if (own.group(2) != null) {
            return build(from.group(1), own.group(2), own.group(3), own.group(4));
        }
        if (own.group(3).isEmpty()) {
            return build(
                    from.group(1), from.group(2), from.group(3), own.group(4) == null ? from.group(4) : own.group(4));
        }
        var path = own.group(3).startsWith("/")
                ? own.group(3)
                : from.group(3).substring(0, from.group(3).lastIndexOf('/') + 1) + own.group(3);
        return build(from.group(1), from.group(2), path, own.group(4));
    }

    /** Scheme, host and port of an address in its one form. */
    static String origin(String canonical) {
        var parts = parts(canonical);
        return parts.group(1) + "://" + parts.group(2);
    }

    /** The host of an address in its one form, without its port. */
    static String host(String canonical) {
        return parts(canonical).group(2).replaceFirst(":[0-9]+$", "");
    }

    /** The path and query of an address in its one form. */
    static String pathAndQuery(String canonical) {
        return canonical.substring(origin(canonical).length());
    }

    /** The path of an address in its one form. */
    static String path(String canonical) {
        return parts(canonical).group(3);
    }

    /** The query of an address in its one form; empty where it has none. */
    static String query(String canonical) {
        var query = parts(canonical).group(4);
        return query == null ? "" : query;
    }

    private static Matcher parts(String reference) {
        var text = reference.strip().replaceAll("[\\t\\n\\r]", "");
        var cut = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
        if (!text.startsWith("data:") && !text.startsWith("javascript:")) {
            text = text.substring(0, cut).replace('\\', '/') + text.substring(cut);
        }
        var parts = PARTS.matcher(text);
        parts.lookingAt(); // always, and to the end: the last part takes whatever is left
        return parts;
    }

    private static Optional<String> build(String scheme, String authority, String path, @Nullable String query) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        return authority(scheme, authority)
                .map(host -> scheme + "://" + host + withoutDots(escape(path, PATH_KEPT))
                        + (query == null ? "" : "?" + escape(query, QUERY_KEPT)));
    }

    private static Optional<String> authority(String scheme, String authority) {
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var port = parts.group(2) == null ? "" : parts.group(2);
        var usual = port.isEmpty() || port.equals(scheme.equals("http") ? "80" : "443");
        try {
            var host = IDN.toASCII(parts.group(1), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return Optional.of(usual ? host : host + ":" + port);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Escapes what an address cannot hold, and takes back escapes that need not be. */
    private static String escape(String text, String kept) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            var c = text.codePointAt(i);
            if (c == '%' && isEscape(text, i)) {
                var value = Integer.parseInt(text.substring(i + 1, i + 3), 16);
                if (isUnreserved(value)) {
                    escaped.append((char) value);
                } else {
                    escaped.append(text.substring(i, i + 3).toUpperCase(Locale.ROOT));
                }
                i += 3;
            } else {
                if (isUnreserved(c) || kept.indexOf(c) >= 0) {
                    escaped.appendCodePoint(c);
                } else {
                    escape(c, escaped);
                }
                i += Character.charCount(c);
            }
        }
        return escaped.toString();
    }

    private static void escape(int c, StringBuilder to) {
        for (var b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            to.append(String.format(Locale.ROOT, "%%%02X", b));
        }
    }

    private static boolean isEscape(String text, int at) {
        return text.length() > at + 2
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    /** RFC 3986, section 5.2.4. */
    private static String withoutDots(String path) {
        var kept = new ArrayDeque<String>();
        var segments = path.split("/", -1);
        for (int i = path.startsWith("/") ? 1 : 0; i < segments.length; i++) {
            var last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {
                    if (last) {
                        kept.addLast("");
                    }
                }
                case ".." -> {
                    kept.pollLast();
                    if (last) {
                        kept.addLast("");
                    }
                }
                default -> kept.addLast(segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }
}
