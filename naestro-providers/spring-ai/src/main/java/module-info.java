/** Models of Spring AI as models of Naestro. */
module io.naestro.providers.springai {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires java.net.http;
    requires reactor.core;
    requires spring.ai.commons;
    requires transitive spring.ai.model;
    requires spring.core;
    requires static transitive org.jspecify;

    exports io.naestro.providers.springai;
}
