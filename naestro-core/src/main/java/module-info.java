/** The engine. */
module io.naestro.core {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires okhttp3;
    requires org.slf4j;
    requires re2j;
    requires static transitive org.jspecify;

    exports io.naestro.core;
    // For the engine itself; named to the test kit only, so that no host builds on it.
    exports io.naestro.core.access to
            io.naestro.testkit;
    exports io.naestro.core.journal;
    exports io.naestro.core.models;
    exports io.naestro.core.plan;
    exports io.naestro.core.planner;
    exports io.naestro.core.registry;
    exports io.naestro.core.tools;
}
