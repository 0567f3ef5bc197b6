/** Chat models behind Google's Gemini API. */
module io.naestro.providers.gemini {
    requires transitive io.naestro.api;
    requires io.naestro.base;
    requires io.naestro.providers.http;
    requires transitive okhttp3;
    requires static transitive org.jspecify;

    exports io.naestro.providers.gemini;
}
