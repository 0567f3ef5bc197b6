package io.naestro.base;

import io.naestro.json.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An http or https URL, parsed strictly: ASCII, no user info, no backslash, a {@link HostName}, no dot segments. A
 * fragment is dropped, as it never leaves the client. Nothing is resolved.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host
 * @param port the port, 1 to 65535; 80 or 443 where the URL has none
 * @param path the path as it stands in the URL, percent escapes kept; {@code /} where the URL has none
 * @param query the query as it stands in the URL; empty where it has none
 */
public record WebAddress(String scheme, HostName host, int port, String path, String query) {
    private static final int LONGEST = 8192;
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:@\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final Pattern DOTS = Pattern.compile("(?i)(?:.*/)?(?:\\.|%2e){1,2}(?:/.*)?");

    public WebAddress {
        if (port < 1 || port > 65535) {
            throw InputException.of(Integer.toString(port), "is not a port", "1 to 65535");
        }
    }

    /**
     * Reads a URL.
     *
     * @param text the URL
     * @throws InputException if it is not an http or https URL in strict form
     */
    public static WebAddress of(String text) {
        var uri = parse(text);
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        var authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getRawAuthority() == null) {
            throw InputException.of(text, "is not a web address", "http://host/path", "https://host/path");
        }
        if (!authority.matches()) {
            throw InputException.of(text, "has more than a host and a port before its path", "https://host:port/path");
        }
        var path = uri.getRawPath();
        if (DOTS.matcher(path).matches()) {
            throw InputException.of(text, "has a '.' or '..' segment in its path");
        }
        var port = authority.group(2) == null ? defaultPort(scheme) : Integer.parseInt(authority.group(2));
        var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new WebAddress(scheme, HostName.of(authority.group(1)), port, path.isEmpty() ? "/" : path, query);
    }

    /** Whether the port is the one that the scheme has without saying. */
    public boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    /** The URL in its one form. */
    public URI uri() {
        return URI.create(toString());
    }

    /** The URL in its one form: lower-case scheme and host, no default port, no fragment. */
    @Override
    public String toString() {
        return scheme + "://" + host + (hasDefaultPort() ? "" : ":" + port) + path
                + (query.isEmpty() ? "" : "?" + query);
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static URI parse(String text) {
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\')) {
            throw InputException.of(
                    text,
                    "is not a web address of at most " + LONGEST + " visible ASCII characters without backslash",
                    "http://host/path",
                    "https://host/path");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw InputException.of(text, "is not a web address: " + e.getReason(), "https://host/path");
        }
    }
}
