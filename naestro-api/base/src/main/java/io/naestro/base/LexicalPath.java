package io.naestro.base;

import io.naestro.json.InputException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path as policy sees it, before any file system does: {@code root:/a/b}, a root that the host named and segments
 * below it. Parsed strictly; what could be read in two ways is refused, never repaired: empty, {@code .} and {@code ..}
 * segments, backslashes, control characters, {@code %} with two hexadecimal digits, text that is not in Unicode form
 * NFC, and what is too long.
 *
 * @param root the name of the root: a lower-case letter, then lower-case letters, digits and hyphens, at most 64
 * @param segments the names below it, outermost first; empty for the root itself
 */
public record LexicalPath(String root, List<String> segments) {
    private static final int LONGEST = 4096;
    private static final int LONGEST_SEGMENT = 255;
    private static final Pattern ROOT = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern PERCENT = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final String FORM = "root:/folder/file";

    public LexicalPath {
        segments = List.copyOf(segments);
        checkRoot(root, root);
        segments.forEach(segment -> checkSegment(segment, segment));
    }

    /**
     * Reads a path.
     *
     * @param text such as {@code workspace:/src/Main.java}; {@code workspace:/} is the root
     * @throws InputException if it has another form or could be read in two ways
     */
    public static LexicalPath of(String text) {
        return new LexicalPath(rootOf(text), split(text));
    }

    /**
     * The path of a file or folder below this one.
     *
     * @param segment its name
     * @throws InputException if the name could be read in two ways
     */
    public LexicalPath child(String segment) {
        var longer = new ArrayList<>(segments);
        longer.add(segment);
        return new LexicalPath(root, longer);
    }

    /**
     * Whether this path is the other one or lies below it, segment by segment: {@code data:/app-x} does not start with
     * {@code data:/app}.
     *
     * @param other the path that may hold this one
     */
    public boolean startsWith(LexicalPath other) {
        var size = other.segments.size();
        return root.equals(other.root)
                && segments.size() >= size
                && segments.subList(0, size).equals(other.segments);
    }

    /** The text form, as {@link #of(String)} reads it. */
    @Override
    public String toString() {
        return root + ":/" + String.join("/", segments);
    }

    /** The part before {@code :/}, checked. */
    static String rootOf(String text) {
        if (text.length() > LONGEST) {
            throw InputException.of(text, "is a path of more than " + LONGEST + " characters");
        }
        var colon = text.indexOf(":/");
        return checkRoot(colon < 0 ? "" : text.substring(0, colon), text);
    }

    /** The parts after {@code :/}, not checked. */
    static List<String> split(String text) {
        var rest = text.substring(text.indexOf(":/") + 2);
        return rest.isEmpty() ? List.of() : List.of(rest.split("/", -1));
    }

    static void checkSegment(String segment, String text) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw InputException.of(text, "has an empty, '.' or '..' segment", FORM);
        }
        if (segment.chars().anyMatch(LexicalPath::isRefused)) {
            throw InputException.of(text, "has a slash in a segment, a backslash, or a control character", FORM);
        }
        if (PERCENT.matcher(segment).find()) {
            throw InputException.of(text, "has a percent escape; write the character itself", FORM);
        }
        if (!Normalizer.isNormalized(segment, Normalizer.Form.NFC)) {
            throw InputException.of(text, "is not in Unicode form NFC");
        }
        checkBytes(segment, text);
    }

    private static void checkBytes(String segment, String text) {
        var bytes = segment.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_SEGMENT) {
            throw InputException.of(text, "has a segment of more than " + LONGEST_SEGMENT + " bytes");
        }
        if (!new String(bytes, StandardCharsets.UTF_8).equals(segment)) {
            throw InputException.of(text, "has an unpaired surrogate");
        }
    }

    private static boolean isRefused(int c) {
        return c == '/' || c == '\\' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static String checkRoot(String root, String text) {
        if (!ROOT.matcher(root).matches()) {
            throw InputException.of(text, "is not a path with a root", FORM);
        }
        return root;
    }
}
