/** Runs of Naestro as observations and meters of Micrometer. */
module io.naestro.providers.micrometer {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires context.propagation;
    requires micrometer.commons;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires transitive micrometer.tracing;
    requires static transitive org.jspecify;

    exports io.naestro.providers.micrometer;
}
