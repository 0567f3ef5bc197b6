/** Chat models behind Anthropic's Messages API. */
module io.naestro.providers.anthropic {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires io.naestro.providers.http;
    requires transitive okhttp3;
    requires static transitive org.jspecify;

    exports io.naestro.providers.anthropic;
}
