package io.naestro.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A place inside a JSON value (RFC 6901 JSON Pointer), such as {@code /pages/0/title}; the empty pointer is the whole
 * value.
 *
 * @param segments the unescaped reference tokens, outermost first
 */
public record Pointer(List<String> segments) {
    /** The whole value. */
    public static final Pointer ROOT = new Pointer(List.of());

    public Pointer {
        segments = List.copyOf(segments);
    }

    /**
     * Reads the text form.
     *
     * @param text empty, or segments each led by {@code /}, with {@code ~0} for {@code ~} and {@code ~1} for {@code /}
     * @throws IllegalArgumentException if the text is neither empty nor led by {@code /}, or has a {@code ~} that is
     *     not followed by 0 or 1
     */
    public static Pointer of(String text) {
        if (text.isEmpty()) {
            return ROOT;
        }
        if (text.charAt(0) != '/') {
            throw new IllegalArgumentException("pointer '" + text + "' must be empty or start with '/'");
        }
        var segments = new ArrayList<String>();
        for (var segment : text.substring(1).split("/", -1)) {
            segments.add(unescape(segment, text));
        }
        return new Pointer(segments);
    }

    /**
     * The place of a member or item below this one.
     *
     * @param segment a member's name or an item's index, unescaped
     */
    public Pointer child(String segment) {
        var longer = new ArrayList<>(segments);
        longer.add(Objects.requireNonNull(segment, "segment"));
        return new Pointer(longer);
    }

    /**
     * The place of an item below this one.
     *
     * @param index the item's index, from 0
     */
    public Pointer child(int index) {
        return child(Integer.toString(index));
    }

    /**
     * This pointer followed by another.
     *
     * @param rest where to go from here
     */
    public Pointer then(Pointer rest) {
        var longer = new ArrayList<>(segments);
        longer.addAll(rest.segments);
        return new Pointer(longer);
    }

    /** Whether this is the whole value. */
    public boolean isRoot() {
        return segments.isEmpty();
    }

    /** The place that holds this one; the root is its own parent. */
    public Pointer parent() {
        return isRoot() ? this : new Pointer(segments.subList(0, segments.size() - 1));
    }

    /**
     * Whether this place is the other one or holds it.
     *
     * @param other a place in the same value
     */
    public boolean covers(Pointer other) {
        return other.segments.size() >= segments.size()
                && other.segments.subList(0, segments.size()).equals(segments);
    }

    /**
     * The value at this place, or empty when there is no such place. Array items are named by their index in plain
     * decimal without leading zeros.
     *
     * @param root the value to look into
     */
    public Optional<Json> in(Json root) {
        Optional<Json> here = Optional.of(root);
        for (var segment : segments) {
            here = here.flatMap(json -> step(json, segment));
        }
        return here;
    }

    private static Optional<Json> step(Json json, String segment) {
        return switch (json) {
            case Json.Obj object -> object.get(segment);
            case Json.Arr array -> item(array, segment);
            default -> Optional.empty();
        };
    }

    private static Optional<Json> item(Json.Arr array, String segment) {
        var digits = segment.length() <= 9 && segment.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || segment.isEmpty() || (segment.length() > 1 && segment.charAt(0) == '0')) {
            return Optional.empty();
        }
        var index = Integer.parseInt(segment);
        return index < array.items().size() ? Optional.of(array.items().get(index)) : Optional.empty();
    }

    private static String unescape(String segment, String whole) {
        if (segment.indexOf('~') < 0) {
            return segment;
        }
        if (segment.replaceAll("~[01]", "").indexOf('~') >= 0) {
            throw new IllegalArgumentException("pointer '" + whole + "' has a '~' that is not '~0' or '~1'");
        }
        return segment.replace("~1", "/").replace("~0", "~");
    }

    /** The text form, as {@link #of(String)} reads it. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        for (var segment : segments) {
            out.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
        return out.toString();
    }
}
