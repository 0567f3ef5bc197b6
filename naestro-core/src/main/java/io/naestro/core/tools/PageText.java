package io.naestro.core.tools;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of a page. Its encoding is told by the first of: a byte order mark, the content type, a {@code meta} element
 * near its start (as in the HTML standard, "determining the character encoding"); else it is UTF-8. Bytes that are no
 * text in the encoding are replaced.
 */
final class PageText {
    private static final int HEAD = 1024;
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final Pattern TYPE = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s\"';]+)");
    private static final Pattern META =
            Pattern.compile("(?i)<meta\\s[^>]{0,200}?charset\\s*=\\s*[\"']?\\s*([^\\s\"'/>;]+)");

    private PageText() {}

    static String of(byte[] bytes, String contentType) {
        if (starts(bytes, 0xef, 0xbb, 0xbf)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xfe, 0xff)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        if (starts(bytes, 0xff, 0xfe)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        return new String(
                bytes, named(TYPE, contentType).or(() -> inMeta(bytes)).orElse(StandardCharsets.UTF_8));
    }

    /** A page in which a {@code meta} element can be read is not in UTF-16, whatever the element says. */
    private static Optional<Charset> inMeta(byte[] bytes) {
        var head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        return named(META, head).filter(charset -> !charset.name().startsWith("UTF-16"));
    }

    private static Optional<Charset> named(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.find() ? charset(found.group(1)) : Optional.empty();
    }

    /** What calls itself Latin-1 or ASCII on the web is read as windows-1252 (WHATWG Encoding, section 4.2). */
    private static Optional<Charset> charset(String name) {
        try {
            var charset = Charset.forName(name.toLowerCase(Locale.ROOT));
            var western = charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
            return Optional.of(western ? WESTERN : charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
