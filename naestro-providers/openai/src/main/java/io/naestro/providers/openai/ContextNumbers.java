package io.naestro.providers.openai;

import io.naestro.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many tokens were asked for and how many fit. llama.cpp's server says it in fields; all others in words only, so
 * that the numbers are read from these: vLLM ({@code vllm/renderers/params.py}, {@code entrypoints/openai}), OpenAI's
 * service, TensorRT-LLM ({@code llmapi/llm.py}). Prose without both numbers says nothing here.
 *
 * @param asked the tokens that the request takes, input and wanted output together where both are told
 * @param limit the tokens that fit
 */
record ContextNumbers(long asked, long limit) {
    private static final int LONGEST = 2000;

    private static final List<Pattern> LIMIT = List.of(
            Pattern.compile("context length (?:is|of) (?:only )?(\\d{1,18})"),
            Pattern.compile("model length of (\\d{1,18})"),
            Pattern.compile("max_(?:num_tokens|seq_len) \\((\\d{1,18})\\)"),
            Pattern.compile("context size \\((\\d{1,18})"));

    /** The groups of a pattern are added; the first pattern that is found counts. */
    private static final List<Pattern> ASKED = List.of(
            Pattern.compile("too large: (\\d{1,18})\\..{0,80}? has (\\d{1,18}) input tokens"),
            Pattern.compile("passed (\\d{1,18}) input tokens and requested (\\d{1,18}) output tokens"),
            Pattern.compile("total of (?:at least )?(\\d{1,18}) tokens"),
            Pattern.compile("requested (\\d{1,18}) tokens"),
            Pattern.compile("resulted in (\\d{1,18}) tokens"),
            Pattern.compile("(?:has|contains) (?:at least )?(\\d{1,18}) input tokens"),
            Pattern.compile("[Pp]rompt is (\\d{1,18}) tokens"),
            Pattern.compile("prompt \\(length (\\d{1,18})\\)"),
            Pattern.compile(
                    "prompt length \\((\\d{1,18})(?:\\.0)?\\), query length \\((\\d{1,18})(?:\\.0)?\\)(?:,? and max_tokens \\((\\d{1,18})\\))?"),
            Pattern.compile("request \\((\\d{1,18}) tokens\\)"));

    static Optional<ContextNumbers> in(ServerError error) {
        var fields = error.fields();
        var words = error.message().substring(0, Math.min(error.message().length(), LONGEST));
        var asked = field(fields, "n_prompt_tokens").or(() -> found(ASKED, words));
        var limit = field(fields, "n_ctx").or(() -> found(LIMIT, words));
        return asked.flatMap(tokens -> limit.map(most -> new ContextNumbers(tokens, most)));
    }

    private static Optional<Long> field(Json.Obj fields, String name) {
        return fields.get(name).flatMap(Tokens::count);
    }

    private static Optional<Long> found(List<Pattern> patterns, String message) {
        return patterns.stream()
                .map(pattern -> pattern.matcher(message))
                .filter(matcher -> matcher.find())
                .findFirst()
                .map(matcher -> {
                    var sum = 0L;
                    for (var group = 1; group <= matcher.groupCount(); group++) {
                        sum += matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
                    }
                    return sum;
                });
    }
}
