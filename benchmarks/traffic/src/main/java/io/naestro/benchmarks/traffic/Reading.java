package io.naestro.benchmarks.traffic;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was read from an exchange, as JSON, and where it is not what was expected. */
final class Reading {
    private Reading() {}

    static Json.Obj of(ChatResult result) {
        return switch (result) {
            case ChatResponse response ->
                Json.object()
                        .with("text", response.text())
                        .with(
                                "toolCalls",
                                new Json.Arr(response.toolUses().stream()
                                        .map(Reading::toolCall)
                                        .toList()))
                        .with("finishReason", response.finish().name().toLowerCase(Locale.ROOT))
                        .with("usage", usage(response.usage()))
                        .with("servedBy", response.servedBy());
            case ModelFailure failure -> Json.object().with("failure", failure(failure));
        };
    }

    private static Json toolCall(Message.ToolUse use) {
        return Json.object().with("id", use.id()).with("name", use.tool()).with("arguments", use.arguments());
    }

    private static Json usage(Usage usage) {
        return Json.object()
                .with("input", usage.input())
                .with("cachedInput", usage.cachedInput())
                .with("output", usage.output())
                .with("reasoning", usage.reasoning());
    }

    private static Json failure(ModelFailure failure) {
        var json = Json.object()
                .with("kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .with("message", failure.message());
        if (failure.retryAfter() != null) {
            json = json.with("retryAfterMs", failure.retryAfter().toMillis());
        }
        return json.with("reroute", Json.of(failure.reroute()))
                .with("repairable", Json.of(failure.repairable()))
                .with("details", failure.details());
    }

    /** The places of an expectation that were read otherwise; what it does not speak of may be anything. */
    static List<Json> differences(Json expected, Json read) {
        var differences = new ArrayList<Json>();
        compare(expected, read, Pointer.ROOT, differences);
        return differences;
    }

    private static void compare(Json expected, Json read, Pointer at, List<Json> differences) {
        if (expected instanceof Json.Obj wanted && read instanceof Json.Obj object) {
            wanted.members()
                    .forEach((name, value) ->
                            compare(value, object.get(name).orElse(Json.NULL), at.child(name), differences));
        } else if (expected instanceof Json.Arr wanted
                && read instanceof Json.Arr array
                && wanted.items().size() == array.items().size()) {
            for (var i = 0; i < wanted.items().size(); i++) {
                compare(wanted.items().get(i), array.items().get(i), at.child(i), differences);
            }
        } else if (!expected.equals(read)) {
            differences.add(Json.object()
                    .with("at", at.toString())
                    .with("expected", expected)
                    .with("read", read));
        }
    }
}
