package io.naestro.policy;

import java.util.Optional;

/** Where a host keeps secrets. Thread-safe; may block. */
@FunctionalInterface
public interface Vault {

    /**
     * The secret of that name, or empty when there is none.
     *
     * @param name the secret's name
     */
    Optional<Secret> find(String name);
}
