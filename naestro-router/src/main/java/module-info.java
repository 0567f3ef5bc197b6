/** The router. */
module io.naestro.router {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires java.net.http;
    requires static transitive org.jspecify;

    exports io.naestro.router;
    exports io.naestro.router.telemetry;
}
