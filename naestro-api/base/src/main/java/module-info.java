/** Shared plumbing of the Naestro modules; not promised to users. */
module io.naestro.base {
    requires transitive io.naestro.api;
    // At run time too: the reader of records looks for @Nullable.
    requires transitive org.jspecify;
    requires com.fasterxml.jackson.annotation;
    requires re2j;
    requires com.networknt.schema;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports io.naestro.base to
            io.naestro.core,
            io.naestro.policy.engine,
            io.naestro.router,
            io.naestro.memory.store,
            io.naestro.evaluators,
            io.naestro.providers.journal.jdbc,
            io.naestro.providers.anthropic,
            io.naestro.providers.gemini,
            io.naestro.providers.http,
            io.naestro.providers.langchain4j,
            io.naestro.providers.micrometer,
            io.naestro.providers.openai,
            io.naestro.providers.springai,
            io.naestro.providers.report,
            io.naestro.providers.web,
            io.naestro.testkit;
}
