package io.naestro.providers.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A robots.txt file as Google reads it, which is RFC 9309 and what Google documents besides: keys may be misspelled in
 * known ways and miss their colon, a user agent ends at its first space, {@code /index.html} stands for its folder, and
 * lines end at {@value #LONGEST_LINE} bytes. The longest pattern that matches decides; of two equally long ones the one
 * that allows.
 */
final class Robots {
    /** The most bytes that are read; RFC 9309, section 2.5, asks for at least 500 KiB. */
    static final int MOST_BYTES = 512 * 1024;

    private static final int LONGEST_LINE = 2083 * 8 - 1;
    private static final Pattern KEY = Pattern.compile("([^\\s:]+(?:[ \\t]agent)?)\\s*(:|\\s)\\s*(.*)");
    private static final Set<String> MISSPELLED =
            Set.of("useragent", "user agent", "site-map", "dissallow", "dissalow", "disalow", "diasllow", "disallaw");
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}; // of UTF-8, possibly cut off
    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z_-]*");

    /** Allows everything: there is no file. */
    static final Robots NONE = new Robots(List.of(), List.of(), List.of());

    private final List<Group> groups;
    private final List<String> sitemaps;
    private final List<Mistake> mistakes;

    private Robots(List<Group> groups, List<String> sitemaps, List<Mistake> mistakes) {
        this.groups = List.copyOf(groups);
        this.sitemaps = List.copyOf(sitemaps);
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * A line that means nothing.
     *
     * @param line its number, from 1
     * @param text what stands there
     * @param why what is wrong with it
     */
    record Mistake(int line, String text, String why) {}

    private record Rule(boolean allows, String pattern) {}

    private static final class Group {
        final List<String> agents = new ArrayList<>();
        final List<Rule> rules = new ArrayList<>();
        double delay;
    }

    /** Reads a file; nothing in it is an error, but lines that mean nothing are kept as mistakes. */
    static Robots parse(byte[] bytes) {
        var start = 0;
        while (start < MARK.length && start < bytes.length && bytes[start] == MARK[start]) {
            start++;
        }
        return new Reader().read(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8));
    }

    List<String> sitemaps() {
        return sitemaps;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    /** The seconds that an agent is asked to leave between two requests; 0 unless the file says. */
    double delay(String agent) {
        return of(agent).stream().mapToDouble(group -> group.delay).max().orElse(0);
    }

    /**
     * Whether an agent may fetch a page.
     *
     * @param agent the product token, such as {@code naestro}
     * @param pathAndQuery what follows the host in the address
     */
    boolean allows(String agent, String pathAndQuery) {
        var path = pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery;
        var longest = -1;
        var allowed = true;
        for (var group : of(agent)) {
            for (var rule : group.rules) {
                var length = match(rule, path);
                if (length > longest || (length == longest && rule.allows)) {
                    longest = length;
                    allowed = rule.allows;
                }
            }
        }
        return longest < 0 || allowed;
    }

    private List<Group> of(String agent) {
        var own = named(agent.toLowerCase(Locale.ROOT));
        return own.isEmpty() ? named("*") : own;
    }

    private List<Group> named(String agent) {
        return groups.stream().filter(group -> group.agents.contains(agent)).toList();
    }

    /** The length of the pattern if it matches, else -1. */
    private static int match(Rule rule, String path) {
        if (matches(rule.pattern, path)) {
            return rule.pattern.length();
        }
        var folder = rule.pattern.replaceFirst("/index\\.html?$", "/\\$");
        return rule.allows && !folder.equals(rule.pattern) && matches(folder, path) ? folder.length() : -1;
    }

    /** Greedy matching with one place to go back to, so that no pattern takes more than length times length. */
    private static boolean matches(String pattern, String path) {
        var anchored = pattern.endsWith("$");
        var end = anchored ? pattern.length() - 1 : pattern.length();
        int p = 0;
        int s = 0;
        int star = -1;
        int mark = 0;
        while (true) {
            if (p == end) {
                if (!anchored || s == path.length()) {
                    return true;
                }
            } else if (pattern.charAt(p) == '*') {
                star = p++;
                mark = s;
                continue;
            } else if (s < path.length() && pattern.charAt(p) == path.charAt(s)) {
                p++;
                s++;
                continue;
            }
            if (star < 0 || mark >= path.length()) {
                return false;
            }
            p = star + 1;
            s = ++mark;
        }
    }

    private static final class Reader {
        private final List<Group> groups = new ArrayList<>();
        private final List<String> sitemaps = new ArrayList<>();
        private final List<Mistake> mistakes = new ArrayList<>();
        private Group group = new Group();
        private boolean collecting;
        private int number;

        Robots read(String text) {
            for (var line : text.split("\r\n|\n|\r", -1)) {
                number++;
                line(line.substring(0, Math.min(line.length(), LONGEST_LINE))
                        .replaceFirst("#.*", "")
                        .strip());
            }
            return new Robots(groups, sitemaps, mistakes);
        }

        private void line(String line) {
            if (line.isEmpty()) {
                return;
            }
            var parts = KEY.matcher(line);
            if (!parts.matches()) {
                mistake(line, "has no colon");
                return;
            }
            var key = parts.group(1).toLowerCase(Locale.ROOT);
            var value = parts.group(3);
            if (!parts.group(2).equals(":")) {
                mistake(line, "misses its colon, without which only Google reads it");
            } else if (MISSPELLED.contains(key)) {
                mistake(line, "is misspelled, so that only Google reads it");
            }
            switch (key) {
                case "user-agent", "useragent", "user agent" -> agent(line, value);
                case "allow" -> rule(line, true, value);
                case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw" -> rule(line, false, value);
                case "sitemap", "site-map" -> sitemap(line, value);
                case "crawl-delay" -> delay(line, value);
                case "host", "clean-param", "request-rate", "visit-time", "noindex" -> {
                    // known to some crawlers
                }
                default -> mistake(line, "is no directive that crawlers know");
            }
        }

        private void agent(String line, String value) {
            if (value.isEmpty()) {
                mistake(line, "names no user agent");
            }
            if (!collecting) {
                group = new Group();
                groups.add(group);
                collecting = true;
            }
            var product = PRODUCT.matcher(value);
            product.lookingAt();
            group.agents.add(
                    value.matches("\\*(\\s.*)?") ? "*" : product.group().toLowerCase(Locale.ROOT));
        }

        private void rule(String line, boolean allows, String value) {
            collecting = false;
            if (groups.isEmpty()) {
                mistake(line, "stands before any user agent");
            } else if (!value.isEmpty() && !value.startsWith("/") && !value.startsWith("*")) {
                mistake(line, "has a pattern that starts neither with '/' nor with '*'");
            } else if (value.substring(0, Math.max(0, value.length() - 1)).contains("$")) {
                mistake(line, "has a '$' before the end of its pattern");
            }
            if (!value.isEmpty()) {
                group.rules.add(new Rule(allows, escaped(value)));
            }
        }

        private void sitemap(String line, String value) {
            if (Urls.canonical(value).isEmpty()) {
                mistake(line, "names no web address");
            } else {
                sitemaps.add(value);
            }
        }

        private void delay(String line, String value) {
            if (value.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
                group.delay = Double.parseDouble(value);
            } else {
                mistake(line, "has a delay that is no number of seconds");
            }
        }

        private void mistake(String line, String why) {
            if (mistakes.size() < 100) {
                mistakes.add(new Mistake(number, Texts.cut(line, 200), why));
            }
        }

        /**
         * Other characters than ASCII are escaped and escapes are upper case, as in addresses; letters stay escaped.
         */
        private static String escaped(String pattern) {
            var escaped = new StringBuilder();
            for (int i = 0; i < pattern.length(); ) {
                var c = pattern.codePointAt(i);
                if (c > 127) {
                    for (var b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                        escaped.append(String.format(Locale.ROOT, "%%%02X", b));
                    }
                } else if (c == '%') {
                    var end = Math.min(pattern.length(), i + 3);
                    escaped.append(pattern.substring(i, end).toUpperCase(Locale.ROOT));
                    i = end - 1;
                } else {
                    escaped.append((char) c);
                }
                i += Character.charCount(c);
            }
            return escaped.toString();
        }
    }
}
