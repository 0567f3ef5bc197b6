package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.Usage;
import io.naestro.providers.http.Fields;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Counts of tokens as servers give them. Source: {@code CompletionUsage} in OpenAI's published API description. A count
 * that is missing or makes no sense is taken as zero.
 */
final class Tokens {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

    private Tokens() {}

    /** A count: a whole number from 0 to 10^12. */
    static Optional<Long> count(Json json) {
        return json instanceof Json.Num number
                        && number.isInteger()
                        && number.value().signum() >= 0
                        && number.value().compareTo(MOST) <= 0
                ? Optional.of(number.value().longValueExact())
                : Optional.empty();
    }

    /**
     * The counts of an answer or chunk: its {@code usage}; in Groq's streams {@code x_groq.usage}. Empty where it has
     * none.
     */
    static Json.Obj counts(Json.Obj answer) {
        var usage = Fields.object(answer, "usage");
        return usage.members().isEmpty() ? Fields.object(Fields.object(answer, "x_groq"), "usage") : usage;
    }

    /** The tokens of an answer of Chat Completions. */
    static Usage usage(Json.Obj answer) {
        var usage = counts(answer);
        var input = count(usage, "prompt_tokens");
        var output = count(usage, "completion_tokens");
        var thought = count(Fields.object(usage, "completion_tokens_details"), "reasoning_tokens");
        // xAI counts thinking beside the output, everyone else within it; the total tells which.
        var beside = thought > 0 && count(usage, "total_tokens") == input + output + thought;
        var all = beside ? output + thought : output;
        var cached = Math.max(
                count(Fields.object(usage, "prompt_tokens_details"), "cached_tokens"),
                count(usage, "prompt_cache_hit_tokens")); // DeepSeek
        return new Usage(input, Math.min(cached, input), all, Math.min(thought, all));
    }

    /** The tokens of an answer of the Responses API. Source: {@code ResponseUsage} in the same description. */
    static Usage ofResponses(Json.Obj usage) {
        var input = count(usage, "input_tokens");
        var output = count(usage, "output_tokens");
        var cached = count(Fields.object(usage, "input_tokens_details"), "cached_tokens");
        var thought = count(Fields.object(usage, "output_tokens_details"), "reasoning_tokens");
        return new Usage(input, Math.min(cached, input), output, Math.min(thought, output));
    }

    private static long count(Json.Obj object, String name) {
        return object.get(name).flatMap(Tokens::count).orElse(0L);
    }
}
