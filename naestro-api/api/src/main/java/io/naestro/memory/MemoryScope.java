package io.naestro.memory;

/**
 * The right to a part of memory. The gate makes one for each run; a host may make its own.
 *
 * @param tenant the tenant
 * @param space the part of the tenant's memory, such as a project or a user
 * @param role the role that reads or writes
 */
public record MemoryScope(String tenant, String space, String role) {}
