package io.naestro.base;

import io.naestro.json.InputException;

/**
 * A set of hosts: {@code example.org} is that host alone; {@code *.example.org} is every name below it, at any depth,
 * without {@code example.org} itself. Whole labels are compared, so {@code badexample.org} is in neither. Addresses are
 * matched as they are.
 *
 * @param host the host, or the parent of the hosts
 * @param below whether the hosts below it are meant, and not the host itself
 */
public record HostPattern(HostName host, boolean below) {
    private static final String PREFIX = "*.";

    public HostPattern {
        if (below && host.isAddress()) {
            throw InputException.of(PREFIX + host, "is an address, which has nothing below it", host.value());
        }
    }

    /**
     * Reads a pattern.
     *
     * @param text a host, or {@code *.} and a host
     * @throws InputException if it is neither
     */
    public static HostPattern of(String text) {
        return text.startsWith(PREFIX)
                ? new HostPattern(HostName.of(text.substring(PREFIX.length())), true)
                : new HostPattern(HostName.of(text), false);
    }

    /**
     * Whether a host is in this set.
     *
     * @param other the host
     */
    public boolean matches(HostName other) {
        return below ? other.value().endsWith("." + host.value()) : host.equals(other);
    }

    /** The text form, as {@link #of(String)} reads it. */
    @Override
    public String toString() {
        return below ? PREFIX + host : host.value();
    }
}
