package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Refusal;
import java.util.Optional;

/** The schema of an answer, as a server takes it: with a name, and whether it is strict. */
final class AnswerSchema {
    private static final String NAME = "answer";

    private AnswerSchema() {}

    static Json.Obj of(Dialect dialect, Json.Obj schema) {
        if (dialect.schemas() == Dialect.Schemas.NONE) {
            throw new Refusal(
                    Kind.UNSUPPORTED, "the server takes no JSON schema for answers; ask in words, or another model");
        }
        var whole = dialect.schemas() == Dialect.Schemas.WHOLE ? WholeSchema.of(schema) : Optional.of(schema);
        return Json.object()
                .with("name", NAME)
                .with("strict", Json.of(whole.isPresent()))
                .with("schema", whole.orElse(schema));
    }
}
