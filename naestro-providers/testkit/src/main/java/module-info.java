/** The test kit: scripted models and tools, virtual time, and the contract suites that adapters extend. */
module io.naestro.testkit {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires transitive org.junit.jupiter.api;
    requires org.opentest4j;
    requires static transitive org.jspecify;

    exports io.naestro.testkit;

    // The facts of a contract suite are package-private; JUnit calls them by reflection. Base reads cassettes so.
    opens io.naestro.testkit to
            org.junit.platform.commons,
            io.naestro.base;
}
