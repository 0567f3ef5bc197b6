/** What adapters of model servers share; not promised to users. */
module io.naestro.providers.http {
    requires transitive io.naestro.api;
    requires transitive io.naestro.base;
    requires transitive okhttp3;
    requires okio;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.naestro.providers.http to
            io.naestro.providers.anthropic,
            io.naestro.providers.gemini,
            io.naestro.providers.openai;
}
