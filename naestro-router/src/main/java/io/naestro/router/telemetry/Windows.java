package io.naestro.router.telemetry;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from a list of models how large the window of one really is. */
final class Windows {
    /** In the words of vLLM and SGLang, of Ollama and OpenRouter, of Groq, of LM Studio, and of llama.cpp. */
    private static final List<Pointer> TOKENS = List.of(
            Pointer.of("/max_model_len"),
            Pointer.of("/context_length"),
            Pointer.of("/context_window"),
            Pointer.of("/max_context_length"),
            Pointer.of("/meta/n_ctx"));

    private final List<Json> entries;

    private Windows(List<Json> entries) {
        this.entries = entries;
    }

    /** The entries of a list, which {@code /v1/models} has as {@code data} and Ollama as {@code models}. */
    static Windows read(byte[] page, String list) {
        var json = JsonText.parse("", page, LoadReader.JSON);
        return new Windows(
                json.at(Pointer.of(list)).orElse(Json.NULL) instanceof Json.Arr(var items) ? items : List.of());
    }

    /** The window of a model by its name; where no entry has that name, the one on which all entries agree. */
    OptionalLong of(String wireName) {
        var named = entries.stream().filter(entry -> isNamed(entry, wireName)).toList();
        var windows = (named.isEmpty() ? entries : named)
                .stream().map(Windows::tokens).collect(Collectors.toSet());
        return windows.size() == 1 ? windows.iterator().next() : OptionalLong.empty();
    }

    /** As {@link #of}, but of an entry with that name only. */
    OptionalLong ofNamed(String wireName) {
        return entries.stream()
                .filter(entry -> isNamed(entry, wireName))
                .map(Windows::tokens)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static boolean isNamed(Json entry, String wireName) {
        var names = Set.of(Json.of(wireName), Json.of(wireName + ":latest"));
        return List.of("/id", "/name", "/model").stream()
                .map(field -> entry.at(Pointer.of(field)).orElse(Json.NULL))
                .anyMatch(names::contains);
    }

    private static OptionalLong tokens(Json entry) {
        return TOKENS.stream()
                .map(field -> entry.at(field).orElse(Json.NULL))
                .map(value -> value instanceof Json.Num number ? number.value().longValue() : 0L)
                .filter(tokens -> tokens > 0)
                .findFirst()
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
