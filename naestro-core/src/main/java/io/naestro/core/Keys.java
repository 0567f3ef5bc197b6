package io.naestro.core;

import io.naestro.policy.Rate;
import io.naestro.tool.ToolContract;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The names by which a host limits tools and models or puts them in quarantine: {@code tool:} with the name or an alias
 * of a tool, for all versions or, with {@code @} and a number behind, for one of them; {@code model:} with the id of a
 * model. A kill switch that is misspelled must not seem to work, so any other name is refused.
 */
final class Keys {
    private static final int MOST_NAMED = 20;

    private final Map<String, String> keys = new TreeMap<>();

    /**
     * The names of what there is.
     *
     * @param tools the contracts of the tools
     * @param models the ids of the models
     */
    Keys(List<ToolContract<?, ?>> tools, Collection<String> models) {
        for (var tool : tools) {
            var version = "@" + tool.version();
            add(tool.name(), tool.name(), version);
            tool.aliases().forEach(alias -> add(alias, tool.name(), version));
        }
        models.forEach(model -> keys.put("model:" + model, "model:" + model));
    }

    private void add(String spelled, String name, String version) {
        keys.put("tool:" + spelled, "tool:" + name);
        keys.put("tool:" + spelled + version, "tool:" + name + version);
    }

    /**
     * The one key under which calls look for it.
     *
     * @throws IllegalArgumentException if nothing has that name
     */
    String resolve(String key) {
        var known = keys.get(key);
        if (known == null) {
            throw new IllegalArgumentException(
                    "'" + key + "' is no tool or model of this instance; there are " + all());
        }
        return known;
    }

    /**
     * Limits under the keys that calls look for.
     *
     * @throws IllegalArgumentException if nothing has a name, or two limits are for the same
     */
    Map<String, Rate> resolve(Map<String, Rate> limits) {
        var resolved = new LinkedHashMap<String, Rate>();
        limits.forEach((key, rate) -> {
            if (resolved.put(resolve(key), rate) != null) {
                throw new IllegalArgumentException("'" + key
                        + "' is limited twice, under another of its names as well; " + "drop one of the limits");
            }
        });
        return Map.copyOf(resolved);
    }

    private String all() {
        var names = new TreeSet<>(keys.values());
        var shown = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ", "[", ""));
        return names.size() <= MOST_NAMED ? shown + "]" : shown + ", ...] (" + names.size() + ")";
    }
}
