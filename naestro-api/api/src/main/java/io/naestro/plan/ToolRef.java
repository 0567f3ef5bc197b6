package io.naestro.plan;

/**
 * The name and version of a tool, by which a plan speaks of it.
 *
 * @param name the tool's name, such as {@code fs.read}
 * @param version the version of its contract, from 1
 */
public record ToolRef(String name, int version) {
    public ToolRef {
        if (version < 1) {
            throw new IllegalArgumentException("tool '" + name + "': version '" + version + "' must be at least 1");
        }
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
