/** Models of LangChain4j as models of Naestro. */
module io.naestro.providers.langchain4j {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires transitive langchain4j.core;
    requires static transitive org.jspecify;

    exports io.naestro.providers.langchain4j;
}
