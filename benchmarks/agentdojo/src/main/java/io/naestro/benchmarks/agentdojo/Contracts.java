package io.naestro.benchmarks.agentdojo;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.effect.Origin;
import io.naestro.effect.Origin.Form;
import io.naestro.effect.Origin.Source;
import io.naestro.effect.Payload;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The contracts of tools that stand in a file, and how each tool writes its result. */
final class Contracts {
    private static final Map<String, Origin> ORIGINS = Map.of(
            "self", Origin.SELF,
            "user", Origin.USER,
            "third-party", new Origin(Source.THIRD_PARTY, Form.TYPED_FIELD),
            "text", Origin.UNKNOWN);

    private final Map<String, Declared> byName = new LinkedHashMap<>();

    /**
     * A contract, and how the tool writes its result.
     *
     * @param contract the contract
     * @param prints how
     */
    record Declared(ToolContract<Json, Json> contract, Printed prints) {
        /** What the model is shown: the result with the origins of its fields, or a text by anybody if it has none. */
        Payload result(String text) {
            return prints.read(text)
                    .map(value -> Payload.of(value, contract.fieldOrigins()))
                    .orElseGet(() -> Payload.of(Json.of(text), Origin.UNKNOWN));
        }
    }

    private Contracts() {}

    /** Reads the contracts of AgentDojo's tools. */
    static Contracts agentDojo() throws IOException {
        return parse("contracts.yaml", resource("contracts.yaml"));
    }

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read
     * @throws InputException if it is not a file of contracts; names line and place
     */
    static Contracts load(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return parse(file.toString(), in.readNBytes(Limits.FILE.maxBytes() + 1));
        }
    }

    static Contracts parse(String source, byte[] utf8) throws IOException {
        var located = NaestroFile.parse(source, utf8, "tool-contracts", 1, schema());
        var contracts = new Contracts();
        var count = ((Json.Arr) located.json().at(Pointer.of("/contracts")).orElseThrow())
                .items()
                .size();
        for (int i = 0; i < count; i++) {
            contracts.add(located, Pointer.of("/contracts").child(i));
        }
        return contracts;
    }

    private void add(Located located, Pointer at) {
        var json = (Json.Obj) located.json().at(at).orElseThrow();
        var name = text(json, "name");
        try {
            var declared = new Declared(
                    contract(json), Printed.valueOf(text(json, "prints").toUpperCase(Locale.ROOT)));
            if (byName.put(name, declared) != null) {
                throw new IllegalArgumentException("the tool has a contract already");
            }
        } catch (IllegalArgumentException e) {
            throw located.refuse(at.child("name"), String.valueOf(e.getMessage()));
        }
    }

    private static ToolContract<Json, Json> contract(Json.Obj json) {
        var builder = ToolContract.named(text(json, "name"), Shape.ANY, Shape.ANY)
                .description(text(json, "description"))
                .repeat(Repeat.valueOf(text(json, "repeat").toUpperCase(Locale.ROOT)));
        members(json, "arguments")
                .forEach((argument, role) -> builder.argument(
                        Pointer.ROOT.child(argument).toString(),
                        ArgumentRole.valueOf(text(role).toUpperCase(Locale.ROOT))));
        members(json, "result")
                .forEach((place, origin) -> builder.origin(place, Objects.requireNonNull(ORIGINS.get(text(origin)))));
        return builder.build();
    }

    /**
     * The contract of a tool. One that has none is taken for a tool that acts, whose arguments all say where something
     * goes and whose result is a text by anybody.
     *
     * @param tool the tool's name
     */
    Declared of(String tool) {
        var declared = byName.get(tool);
        return declared != null ? declared : unknown(tool);
    }

    private static Declared unknown(String tool) {
        var name = tool.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        var contract = ToolContract.named(
                        "unknown." + (name.matches("[a-z].*") ? name : "t" + name), Shape.ANY, Shape.ANY)
                .argument("", ArgumentRole.DESTINATION)
                .build();
        return new Declared(contract, Printed.TEXT);
    }

    private static Map<String, Json> members(Json.Obj json, String name) {
        return ((Json.Obj) json.get(name).orElse(Json.Obj.EMPTY)).members();
    }

    private static String text(Json.Obj json, String name) {
        return text(json.get(name).orElseThrow());
    }

    private static String text(Json json) {
        return ((Json.Str) json).value();
    }

    private static JsonSchema schema() throws IOException {
        var name = "tool-contracts-v1.schema.json";
        return JsonSchema.compile((Json.Obj) JsonText.parse(resource(name)));
    }

    static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(Contracts.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }
}
