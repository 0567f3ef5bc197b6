package io.naestro.policy.engine;

import io.naestro.policy.Verdict;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tools that a rule names: {@code fs.read}, {@code fs.read@1}, {@code fs.*} for all whose name starts with {@code fs.},
 * {@code *} for all.
 *
 * @param name the whole name, or what it starts with
 * @param open whether the name goes on
 * @param version the only version meant; {@link ToolId#UNKNOWN} for any
 */
record ToolPattern(String name, boolean open, int version) {
    private static final Pattern FORM =
            Pattern.compile("\\*|([a-z][a-z0-9_-]*(?:\\.[a-z][a-z0-9_-]*)*)(?:(\\.)\\*|@([1-9][0-9]{0,8}))?");

    static Optional<ToolPattern> of(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        if (match.group(1) == null) {
            return Optional.of(new ToolPattern("", true, ToolId.UNKNOWN));
        }
        if (match.group(2) != null) {
            return Optional.of(new ToolPattern(match.group(1) + ".", true, ToolId.UNKNOWN));
        }
        var version = match.group(3) == null ? ToolId.UNKNOWN : Integer.parseInt(match.group(3));
        return Optional.of(new ToolPattern(match.group(1), false, version));
    }

    /** Under what it is filed: {@code a.b}, {@code a.*} or {@code *}. */
    String key() {
        return open ? name + "*" : name;
    }

    /** Whether this names all that another one names. */
    boolean covers(ToolPattern narrow) {
        return version == ToolId.UNKNOWN
                ? (open ? narrow.name.startsWith(name) : !narrow.open && narrow.name.equals(name))
                : equals(narrow);
    }

    /** Whether the tool is meant. Where its version is not known, a rule for one version grants nothing and binds. */
    boolean names(ToolId tool, Verdict verdict) {
        var named = open ? tool.name().startsWith(name) : tool.name().equals(name);
        return named && (version == ToolId.UNKNOWN || fits(tool.version(), verdict));
    }

    private boolean fits(int actual, Verdict verdict) {
        return actual == ToolId.UNKNOWN ? verdict != Verdict.ALLOW : actual == version;
    }

    @Override
    public String toString() {
        return name + (open ? "*" : "") + (version == ToolId.UNKNOWN ? "" : "@" + version);
    }
}
