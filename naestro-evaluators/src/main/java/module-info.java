/** The evaluators. */
module io.naestro.evaluators {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires static transitive org.jspecify;
}
