package io.naestro.model;

/** Where what is sent to a model goes. Declared on its card, and checked against the address that is connected. */
public enum Residency {
    /** To this machine or its private network: the connected address is loopback or private. */
    LOCAL,
    /** To the host organization's own premises, named in the policy. */
    ON_PREMISES,
    /** To a provider outside. */
    CLOUD
}
