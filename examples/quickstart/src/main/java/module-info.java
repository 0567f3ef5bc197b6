/** The quickstart. */
module io.naestro.examples.quickstart {
    requires io.naestro.core;
    requires io.naestro.policy.engine;
    requires io.naestro.providers.openai;
    requires io.naestro.providers.report;
    requires io.naestro.providers.web;
    requires jdk.httpserver;
    requires org.jsoup;
    requires static org.jspecify;

    opens io.naestro.examples.quickstart to
            io.naestro.base;
}
