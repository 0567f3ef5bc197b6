/** The router. */
module io.naestro.router {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires static transitive org.jspecify;

    exports io.naestro.router;
}
