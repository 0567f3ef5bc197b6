package io.naestro.policy;

import java.util.Set;

/**
 * Someone whom the host has authenticated. Naestro trusts the host on it and authenticates nobody itself.
 *
 * @param id who it is, stable and unique in the tenant
 * @param tenant the tenant they belong to; {@value #DEFAULT_TENANT} in a host with only one
 * @param roles the roles they have in the host, which approval rules speak of
 */
public record Principal(String id, String tenant, Set<String> roles) {
    /** The tenant of a host that has only one. */
    public static final String DEFAULT_TENANT = "default";

    /** The host itself, for runs that nobody in particular asked for. */
    public static final Principal HOST = by("host");

    public Principal {
        if (id.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("a principal needs an id and a tenant");
        }
        roles = Set.copyOf(roles);
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
