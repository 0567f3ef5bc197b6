package io.naestro.policy;

import java.util.Set;

/**
 * Someone whom the host has authenticated. Naestro trusts the host on it and authenticates nobody itself.
 *
 * @param id who it is, stable and unique in the tenant; like all names here 1 to 200 characters, none of them a control
 *     character
 * @param tenant the tenant they belong to; {@value #DEFAULT_TENANT} in a host with only one
 * @param roles the roles they have in the host, which approval rules speak of
 */
public record Principal(String id, String tenant, Set<String> roles) {
    /** The tenant of a host that has only one. */
    public static final String DEFAULT_TENANT = "default";

    private static final int LONGEST = 200;

    /** The host itself, for runs that nobody in particular asked for. */
    public static final Principal HOST = by("host");

    public Principal {
        check("id", id);
        check("tenant", tenant);
        roles.forEach(role -> check("role", role));
        roles = Set.copyOf(roles);
    }

    private static void check(String what, String name) {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a principal's " + what + " has 1 to 200 characters and no control characters");
        }
    }

    /**
     * Someone of the default tenant without roles, who takes an action.
     *
     * @param id who it is
     */
    public static Principal by(String id) {
        return new Principal(id, DEFAULT_TENANT, Set.of());
    }

    /**
     * Someone of the default tenant without roles, for whom a run acts; the same as {@link #by(String)}, and reads
     * better where a run is started.
     *
     * @param id who it is
     */
    public static Principal onBehalfOf(String id) {
        return by(id);
    }

    /**
     * A copy in that tenant.
     *
     * @param name the tenant
     */
    public Principal of(String name) {
        return new Principal(id, name, roles);
    }

    /**
     * A copy with these roles.
     *
     * @param names the roles
     */
    public Principal with(String... names) {
        return new Principal(id, tenant, Set.of(names));
    }
}
