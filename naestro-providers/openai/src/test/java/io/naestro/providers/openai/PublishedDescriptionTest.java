package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ChatRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Holds requests to OpenAI's own description of its API, {@code openapi.json} of
 * {@code github.com/openai/openai-openapi}: put its path into the system property {@code naestro.openai.description}.
 * It is large and not ours, so it is not kept here; {@link ChatBodyTest} holds every build to stricter shapes written
 * from it.
 */
@EnabledIfSystemProperty(named = PublishedDescriptionTest.FILE, matches = ".+")
class PublishedDescriptionTest {
    static final String FILE = "naestro.openai.description";

    private static final int REQUESTS = 2_000;
    private static final String COMPONENTS = "#/components/schemas/";

    /** What says nothing of values, and what JSON Schema does not know. */
    private static final Set<String> WORDS = Set.of(
            "description",
            "title",
            "example",
            "examples",
            "default",
            "deprecated",
            "discriminator",
            "format",
            "externalDocs",
            "$recursiveRef",
            "$recursiveAnchor");

    private final Json.Obj schemas;

    PublishedDescriptionTest() throws IOException {
        var limits = new Limits(64 << 20, 100, 400, 1 << 20, 10_000_000);
        var file = JsonText.parse("openapi.json", Files.readAllBytes(Path.of(System.getProperty(FILE))), limits);
        schemas = (Json.Obj) file.at(Pointer.of("/components/schemas")).orElseThrow();
    }

    @Test
    void every_request_to_chat_completions_fits() {
        var schema = schema("CreateChatCompletionRequest");
        for (var request : requests()) {
            for (var stream : new boolean[] {true, false}) {
                assertThat(schema.check(ChatBodyTest.body(Dialect.OPENAI, request, stream)))
                        .as(request.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void every_request_to_responses_fits() {
        var schema = schema("CreateResponse");
        for (var request : requests()) {
            if (ChatBodyTest.hasAudio(request) || (request.maxOutputTokens() > 0 && request.maxOutputTokens() < 16)) {
                continue; // refused: the Responses API takes neither
            }
            for (var stream : new boolean[] {true, false}) {
                assertThat(schema.check(new ResponsesBody(Dialect.OPENAI).of("m", request, stream)))
                        .as(request.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void every_request_for_vectors_fits() {
        var schema = schema("CreateEmbeddingRequest");
        for (var texts : List.of(List.of("one"), List.of("one", "two"))) {
            assertThat(schema.check(OpenAiEmbeddingModelTest.sent(texts))).isEmpty();
        }
    }

    private static List<ChatRequest> requests() {
        var requests = new ArrayList<ChatRequest>();
        JqwikSession.run(() -> requests.addAll(
                new ChatBodyTest().requests().list().ofSize(REQUESTS).sample()));
        return requests;
    }

    /** A schema of the description with all that it names. */
    private JsonSchema schema(String name) {
        var needed = new TreeMap<String, Json>();
        Deque<String> open = new ArrayDeque<>(Set.of(name));
        while (!open.isEmpty()) {
            var next = open.pop();
            if (!needed.containsKey(next)) {
                var names = new HashSet<String>();
                needed.put(next, plain((Json.Obj) schemas.get(next).orElseThrow(), names));
                open.addAll(names);
            }
        }
        return JsonSchema.compile(Json.object().with("$ref", "#/$defs/" + name).with("$defs", new Json.Obj(needed)));
    }

    /**
     * A schema without words. {@code nullable} of OpenAPI 3.0, which the file still has, is one more type. Where a
     * discriminator tells the alternatives apart, more than one of them may fit: those of a message do.
     */
    private static Json plain(Json json, Set<String> names) {
        return switch (json) {
            case Json.Obj object -> {
                var members = new LinkedHashMap<String, Json>();
                object.members().forEach((name, value) -> put(members, name, value, names));
                if (object.get("discriminator").isPresent() && members.containsKey("oneOf")) {
                    members.put("anyOf", members.remove("oneOf"));
                }
                var nullable = members.remove("nullable");
                yield nullable == null
                        ? new Json.Obj(members)
                        : Json.object()
                                .with(
                                        "anyOf",
                                        Json.array(
                                                new Json.Obj(members),
                                                Json.object().with("type", "null")));
            }
            case Json.Arr list ->
                new Json.Arr(
                        list.items().stream().map(item -> plain(item, names)).toList());
            default -> json;
        };
    }

    private static void put(Map<String, Json> members, String name, Json value, Set<String> names) {
        if (name.equals("$ref") && value instanceof Json.Str reference) {
            var target = reference.value().substring(COMPONENTS.length());
            names.add(target);
            members.put(name, Json.of("#/$defs/" + target));
        } else if (name.equals("properties") && value instanceof Json.Obj properties) {
            var plain = new LinkedHashMap<String, Json>(); // a property may be named like a keyword
            properties.members().forEach((property, schema) -> plain.put(property, plain(schema, names)));
            members.put(name, new Json.Obj(plain));
        } else if (!name.startsWith("x-") && !(WORDS.contains(name))) {
            members.put(name, name.equals("enum") || name.equals("const") ? value : plain(value, names));
        }
    }
}
