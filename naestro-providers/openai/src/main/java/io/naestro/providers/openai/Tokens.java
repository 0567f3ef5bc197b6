package io.naestro.providers.openai;

import io.naestro.json.Json;
import io.naestro.model.Usage;
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

    /** The member {@code usage} of an answer. */
    static Usage usage(Json.Obj answer) {
        var usage = member(answer, "usage");
        var input = count(usage, "prompt_tokens");
        var output = count(usage, "completion_tokens");
        var thought = count(member(usage, "completion_tokens_details"), "reasoning_tokens");
        // xAI counts thinking beside the output, everyone else within it; the total tells which.
        var beside = thought > 0 && count(usage, "total_tokens") == input + output + thought;
        var all = beside ? output + thought : output;
        var cached = count(member(usage, "prompt_tokens_details"), "cached_tokens");
        return new Usage(input, Math.min(cached, input), all, Math.min(thought, all));
    }

    private static Json.Obj member(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Obj member ? member : Json.Obj.EMPTY;
    }

    private static long count(Json.Obj object, String name) {
        return object.get(name).flatMap(Tokens::count).orElse(0L);
    }
}
