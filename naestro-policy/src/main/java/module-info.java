/** The policy engine. */
module io.naestro.policy.engine {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires static transitive org.jspecify;

    exports io.naestro.policy.engine;
    exports io.naestro.policy.engine.provenance;
}
