package io.naestro.policy.engine;

import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A folder in an index of path patterns. A pattern with {@code **} before its last segment is looked at from every
 * depth, so a pattern has at most one of these here; others are kept apart.
 */
final class PathNode {
    private final Map<String, PathNode> names = new HashMap<>();
    private final List<String> patterns = new ArrayList<>();
    private final List<PathNode> matching = new ArrayList<>();
    private @Nullable PathNode anywhereBelow;
    private @Nullable Leaf here;
    private @Nullable Leaf hereAndBelow;

    /** Whether a pattern can be kept here. */
    static boolean takes(List<String> segments) {
        return segments.stream()
                        .limit(Math.max(0, segments.size() - 1))
                        .filter(Globs::isDeep)
                        .count()
                <= 1;
    }

    /** The leaf of a pattern; new ones are made by {@code leaves}. */
    Leaf leaf(List<String> segments, Supplier<Leaf> leaves) {
        if (segments.isEmpty()) {
            here = here == null ? leaves.get() : here;
            return here;
        }
        var first = segments.getFirst();
        var rest = segments.subList(1, segments.size());
        if (!Globs.isDeep(first)) {
            return child(first).leaf(rest, leaves);
        }
        if (rest.isEmpty()) {
            hereAndBelow = hereAndBelow == null ? leaves.get() : hereAndBelow;
            return hereAndBelow;
        }
        anywhereBelow = anywhereBelow == null ? new PathNode() : anywhereBelow;
        return anywhereBelow.leaf(rest, leaves);
    }

    private PathNode child(String segment) {
        if (!Globs.isOpen(segment)) {
            return names.computeIfAbsent(segment, key -> new PathNode());
        }
        var at = patterns.indexOf(segment);
        if (at < 0) {
            patterns.add(segment);
            matching.add(new PathNode());
            at = patterns.size() - 1;
        }
        return matching.get(at);
    }

    /** Looks at the rules whose patterns fit the rest of a path. */
    long search(
            List<String> path, int from, PreparedEffect effect, Target target, int[] roles, Search search, long found) {
        var all = found;
        if (hereAndBelow != null) {
            all = hereAndBelow.search(effect, target, roles, search, all);
        }
        if (anywhereBelow != null) {
            for (int i = from; i < path.size(); i++) {
                all = anywhereBelow.search(path, i, effect, target, roles, search, all);
            }
        }
        if (from == path.size()) {
            return here == null ? all : here.search(effect, target, roles, search, all);
        }
        var name = path.get(from);
        var child = names.get(name);
        if (child != null) {
            all = child.search(path, from + 1, effect, target, roles, search, all);
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (Globs.matches(patterns.get(i), name)) {
                all = matching.get(i).search(path, from + 1, effect, target, roles, search, all);
            }
        }
        return all;
    }
}
