/** Reports of findings. */
module io.naestro.providers.report {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires static transitive org.jspecify;

    exports io.naestro.providers.report;

    opens io.naestro.providers.report to
            io.naestro.base;
}
