package io.naestro.core.registry;

import io.naestro.base.Digests;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.ToolRef;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tools that plans may call, by name and version. Several versions of a tool stand side by side; an alias is
 * another name of the versions that declare it. Immutable, and the same tools give the same {@link #digest()} in every
 * process.
 */
public final class ToolRegistry {
    private static final Comparator<ToolRef> ORDER =
            Comparator.comparing(ToolRef::name).thenComparingInt(ToolRef::version);

    private final Map<ToolRef, RegisteredTool> tools;
    private final Map<ToolRef, RegisteredTool> aliases;
    private final Digest digest;

    private ToolRegistry(Map<ToolRef, RegisteredTool> tools, Map<ToolRef, RegisteredTool> aliases) {
        this.tools = tools;
        this.aliases = aliases;
        this.digest = Digests.of(
                "registry/v1",
                new Json.Arr(
                        tools.values().stream().<Json>map(RegisteredTool::json).toList()));
    }

    /**
     * A registry of tools.
     *
     * @param tools the tools, in any order; each is asked for its contract once
     * @throws IllegalArgumentException if two tools have one name and version, an alias means two tools, a shape has no
     *     schema, or a contract gives a role or an origin to a place that its shape does not have; names both sides
     */
    public static ToolRegistry of(List<Tool<?, ?>> tools) {
        var byRef = new TreeMap<ToolRef, RegisteredTool>(ORDER);
        for (var tool : tools) {
            var added = RegisteredTool.of(tool);
            var ref = added.contract().ref();
            var other = byRef.put(ref, added);
            if (other != null) {
                throw new IllegalArgumentException("tool '" + ref + "' is registered twice, as " + name(other)
                        + " and as " + name(added) + "; drop one of them or give it another version");
            }
        }
        return new ToolRegistry(byRef, aliases(byRef));
    }

    /** An alias may be declared by several versions of one tool, but never mean two tools. */
    private static Map<ToolRef, RegisteredTool> aliases(Map<ToolRef, RegisteredTool> tools) {
        var owners = new LinkedHashMap<String, String>();
        tools.keySet().forEach(ref -> owners.put(ref.name(), ref.name()));
        var aliases = new TreeMap<ToolRef, RegisteredTool>(ORDER);
        tools.forEach((ref, tool) -> tool.contract().aliases().forEach(alias -> {
            var owner = owners.putIfAbsent(alias, ref.name());
            if (owner != null && !owner.equals(ref.name())) {
                throw new IllegalArgumentException("alias '" + alias + "' of tool '" + ref + "' already means tool '"
                        + owner + "'; drop it from one of them");
            }
            aliases.put(new ToolRef(alias, ref.version()), tool);
        }));
        return aliases;
    }

    /**
     * The tool of exactly that version, under its name or an alias.
     *
     * @param ref name and version
     */
    public Optional<RegisteredTool> find(ToolRef ref) {
        return Optional.ofNullable(tools.getOrDefault(ref, aliases.get(ref)));
    }

    /** All tools, by name, then by version. */
    public List<RegisteredTool> tools() {
        return List.copyOf(tools.values());
    }

    /** The contracts of all tools, by name, then by version. */
    public List<ToolContract<?, ?>> contracts() {
        return tools.values().stream()
                .<ToolContract<?, ?>>map(RegisteredTool::contract)
                .toList();
    }

    /** The identity of all contracts together, schemas included. */
    public Digest digest() {
        return digest;
    }

    /**
     * The tool that someone may have meant who wrote a name that is not found, for messages; the newest version where
     * there are several. Empty when no name is near.
     *
     * @param name what they wrote, without version
     */
    public Optional<ToolRef> nearest(String name) {
        var known = new ArrayList<ToolRef>(tools.keySet());
        known.addAll(aliases.keySet());
        return known.stream()
                .filter(ref -> EditDistance.of(name, ref.name())
                        <= Math.max(1, ref.name().length() / 3))
                .min(Comparator.<ToolRef>comparingInt(ref -> EditDistance.of(name, ref.name()))
                        .thenComparing(ToolRef::name)
                        .thenComparing(Comparator.comparingInt(ToolRef::version).reversed()));
    }

    private static String name(RegisteredTool tool) {
        return tool.tool().getClass().getName();
    }
}
