package io.naestro.policy.engine;

import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An index of names, some of which have stars. */
final class NameIndex {
    private final Map<String, Leaf> names = new HashMap<>();
    private final List<String> patterns = new ArrayList<>();
    private final List<Leaf> matching = new ArrayList<>();

    /** The leaf of a name; new ones are made by {@code leaves}. */
    Leaf leaf(String name, Supplier<Leaf> leaves) {
        if (!Globs.isOpen(name)) {
            return names.computeIfAbsent(name, key -> leaves.get());
        }
        var at = patterns.indexOf(name);
        if (at < 0) {
            patterns.add(name);
            matching.add(leaves.get());
            at = patterns.size() - 1;
        }
        return matching.get(at);
    }

    /** Looks at the rules that name it. */
    long search(String name, PreparedEffect effect, @Nullable Target target, int[] roles, Search search, long found) {
        var all = found;
        var leaf = names.get(name);
        if (leaf != null) {
            all = leaf.search(effect, target, roles, search, all);
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (Globs.matches(patterns.get(i), name)) {
                all = matching.get(i).search(effect, target, roles, search, all);
            }
        }
        return all;
    }
}
