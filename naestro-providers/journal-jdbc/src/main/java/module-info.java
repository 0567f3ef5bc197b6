/** The journal in a host's PostgreSQL. */
module io.naestro.providers.journal.jdbc {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports io.naestro.providers.journal.jdbc;
}
