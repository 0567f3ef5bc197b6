package io.naestro.policy.engine;

import io.naestro.policy.engine.Leaf.Search;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A zone in an index of hosts, which is read from the last label to the first. An address is one label. */
final class HostNode {
    private final Map<String, HostNode> children = new HashMap<>();
    private @Nullable Leaf here;
    private @Nullable Leaf below;

    /** The leaf of a host, or of all below it; new ones are made by {@code leaves}. */
    Leaf leaf(List<String> labels, boolean all, Supplier<Leaf> leaves) {
        var node = this;
        for (var label : labels.reversed()) {
            node = node.children.computeIfAbsent(label, key -> new HostNode());
        }
        if (all) {
            node.below = node.below == null ? leaves.get() : node.below;
            return node.below;
        }
        node.here = node.here == null ? leaves.get() : node.here;
        return node.here;
    }

    /** Looks at the rules that name the host. */
    long search(PreparedEffect effect, Target.WebTarget web, int[] roles, Search search, long found) {
        var all = found;
        var node = this;
        var labels = web.labels();
        for (int i = labels.size() - 1; i >= 0; i--) {
            node = node.children.get(labels.get(i));
            if (node == null) {
                return all;
            }
            if (i > 0 && node.below != null) {
                all = node.below.search(effect, web, roles, search, all);
            }
        }
        return node.here == null ? all : node.here.search(effect, web, roles, search, all);
    }
}
