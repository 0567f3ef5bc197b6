package io.naestro.core.plan;

import io.naestro.base.Digests;
import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.base.NaestroFile;
import io.naestro.base.Values;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Plans as text and back. The text is JSON with the header {@code "naestro": "plan/v1"}, described by the resource
 * {@code io/naestro/plan/plan.schema.json}. Members that equal their default are left out and may be left out. Shapes
 * are written as their JSON Schema, so a plan that was read knows schemas instead of classes, and is otherwise the same
 * plan: it has the same identity.
 */
public final class PlanText {
    /** The header's value, and the type name under which plans are hashed. */
    public static final String KIND = "plan/v1";

    /** How much text is read: 16 MiB, nested at most 64 levels, 1,000,000 values. */
    static final Limits LIMITS = new Limits(16 * 1024 * 1024, PlanSize.DEEPEST, 400, 1024 * 1024, PlanSize.MOST_VALUES);

    private static final String HEADER = "naestro";
    private static final Json.Obj SCHEMA =
            schema(Objects.requireNonNull(Plan.class.getResourceAsStream("plan.schema.json")));
    private static final JsonSchema COMPILED = JsonSchema.compile(SCHEMA);
    private static final SchemaDefaults DEFAULTS = new SchemaDefaults(SCHEMA);

    private PlanText() {}

    /** The JSON Schema of plan texts, draft 2020-12. */
    public static Json.Obj schema() {
        return SCHEMA;
    }

    /**
     * Writes a plan for people: one member per line, in a fixed order.
     *
     * @param plan the plan
     * @throws IllegalArgumentException if it is nested too deeply, too large, or names a Java type that has no JSON
     *     form
     */
    public static String write(Plan<?, ?> plan) {
        return JsonText.writePretty(toJson(plan)) + "\n";
    }

    /**
     * A plan as JSON: the header, then the plan, without what equals its default.
     *
     * @param plan the plan
     * @throws IllegalArgumentException if it is nested too deeply, too large, or names a Java type that has no JSON
     *     form
     */
    public static Json.Obj toJson(Plan<?, ?> plan) {
        PlanSize.require(plan);
        return ofMeasured(plan);
    }

    /** As {@link #toJson}, for a plan that is known not to be too large. */
    static Json.Obj ofMeasured(Plan<?, ?> plan) {
        return (Json.Obj) DEFAULTS.strip(withDefaults(plan));
    }

    /** A plan as JSON with every default spelled out. */
    static Json.Obj spelledOut(Plan<?, ?> plan) {
        PlanSize.require(plan);
        return withDefaults(plan);
    }

    private static Json.Obj withDefaults(Plan<?, ?> plan) {
        var members = new LinkedHashMap<String, Json>();
        members.put(HEADER, Json.of(KIND));
        members.putAll(((Json.Obj) Values.write(plan)).members());
        return new Json.Obj(members);
    }

    /**
     * Reads a plan. That it is well-formed says nothing of whether it can run: {@link PlanValidator} does.
     *
     * @param text the plan as text
     * @param source the name of the text for errors, such as a file name; may be empty
     * @throws InputException if it is not JSON, too large, or not of the form; names line, column and what is allowed
     */
    public static Plan<Json, Json> read(String text, String source) {
        return read(JsonText.locate(source, text, LIMITS));
    }

    /**
     * Reads a plan. That it is well-formed says nothing of whether it can run: {@link PlanValidator} does.
     *
     * @param utf8 the plan as text in UTF-8
     * @param source the name of the text for errors, such as a file name; may be empty
     * @throws InputException if it is not JSON, too large, or not of the form; names line, column and what is allowed
     */
    public static Plan<Json, Json> read(byte[] utf8, String source) {
        return read(JsonText.locate(source, utf8, LIMITS));
    }

    /**
     * Reads a plan from a file. That it is well-formed says nothing of whether it can run: {@link PlanValidator} does.
     *
     * @param file the file
     * @throws InputException if it is missing, unreadable, not JSON, too large, or not of the form; names file, line,
     *     column and what is allowed
     */
    public static Plan<Json, Json> load(Path file) {
        return read(NaestroFile.bytes(file, LIMITS), file.toString());
    }

    /**
     * The identity of a plan: the digest of {@link #toJson(Plan)}. A plan written in Java and the same plan read from
     * its text have the same identity.
     *
     * @param plan the plan
     * @throws IllegalArgumentException if it is nested too deeply, too large, or names a Java type that has no JSON
     *     form
     * @throws InputException if a number or text in it has no canonical form
     */
    public static Digest identity(Plan<?, ?> plan) {
        return Digests.of(KIND, toJson(plan));
    }

    private static Plan<Json, Json> read(Located text) {
        var problems = COMPILED.check(text);
        if (!problems.isEmpty()) {
            throw new InputException(problems);
        }
        var members = new LinkedHashMap<>(((Json.Obj) DEFAULTS.fill(text.json())).members());
        members.remove(HEADER);
        return read(text, members);
    }

    @SuppressWarnings("unchecked") // shapes are read as schemas, whose values are Json
    private static Plan<Json, Json> read(Located text, Map<String, Json> members) {
        try {
            return (Plan<Json, Json>) Values.read(new Json.Obj(members), Shape.of(Plan.class));
        } catch (InputException e) {
            throw text.refuse(e.problems());
        }
    }

    /** Reads the schema to the end and closes it. */
    static Json.Obj schema(InputStream resource) {
        try (resource) {
            return (Json.Obj) JsonText.parse("plan.schema.json", resource, Limits.SCHEMA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
