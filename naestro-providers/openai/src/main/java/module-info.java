/** Chat models behind servers that speak OpenAI's protocol. */
module io.naestro.providers.openai {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires io.naestro.providers.http;
    requires transitive okhttp3;
    requires static transitive org.jspecify;

    exports io.naestro.providers.openai;
}
