package io.naestro.base;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSON Schema, draft 2020-12. Safe for schemas from outside: nothing is ever fetched, {@code $ref} stays
 * inside the schema, {@code pattern} runs in linear time (RE2/J), and size, depth and work, that of patterns included,
 * are bounded. {@code format} is an annotation and is not checked, as the draft says by default. Immutable and safe for
 * use by many threads.
 */
public final class JsonSchema {
    private static final int DEEPEST_EVALUATION = 1000;
    private static final long STEPS = 100_000;
    private static final long STEPS_PER_VALUE = 1_000;
    private static final long MOST_STEPS = 20_000_000;

    /** What a step costs where {@code contains} is used, which writes an error for every element that does not fit. */
    private static final long COST_OF_CONTAINS = 10;

    private static final long PATTERN_WORK = 100_000_000;
    private static final long PATTERN_WORK_PER_VALUE = 1_000;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(LinearPattern::compile)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(false)
            .build();

    private static final SchemaCache CACHE = new SchemaCache(256);

    private final Json.Obj json;
    private final Schema schema;
    private final long cost;
    private final @Nullable SimpleSchema simple;

    private JsonSchema(Json.Obj json, Schema schema) {
        this.json = json;
        this.schema = schema;
        this.simple = SimpleSchema.of(json);
        this.cost = mentionsContains(json) ? COST_OF_CONTAINS : 1;
    }

    /**
     * Compiles a schema.
     *
     * @param schema the schema; {@code $schema}, where given, must be draft 2020-12
     * @throws InputException if it is not a schema of that draft, too large, or uses what is not supported here; names
     *     the pointer in the schema
     */
    public static JsonSchema compile(Json.Obj schema) {
        return compile(new Located("", schema, new Mark(Position.UNKNOWN, Position.UNKNOWN, Map.of())));
    }

    /**
     * Compiles a schema that was read from a text; errors name line and column.
     *
     * @param schema the schema
     * @throws InputException if it is not a schema of that draft, too large, or uses what is not supported here
     */
    public static JsonSchema compile(Located schema) {
        if (!(schema.json() instanceof Json.Obj object)) {
            throw schema.refuse(Pointer.ROOT, "is not a JSON Schema", "an object");
        }
        var problems = SchemaGuard.check(object);
        if (problems.isEmpty()) {
            problems = MetaSchema.check(object);
        }
        if (!problems.isEmpty()) {
            throw schema.refuse(problems);
        }
        return new JsonSchema(object, build(object));
    }

    /** The compiled form of a schema, kept for the next time; the oldest of many is forgotten. */
    static JsonSchema cached(Json.Obj schema) {
        return CACHE.get(schema);
    }

    /** The schema as it was given. */
    public Json.Obj json() {
        return json;
    }

    /**
     * Checks a value.
     *
     * @param value the value
     * @return what is wrong with it, with pointers; empty when it conforms
     */
    public List<InputProblem> check(Json value) {
        return simple != null && simple.takes(value) ? List.of() : checkFully(value);
    }

    private List<InputProblem> checkFully(Json value) {
        var size = size(value);
        try {
            var errors = PatternWork.within(
                    PATTERN_WORK + PATTERN_WORK_PER_VALUE * size,
                    () -> schema.validate(JsonNodes.of(value), context -> bound(context, size)));
            return SchemaErrors.problems(json, value, errors);
        } catch (ValidationLimitExceededException | PatternWork.Exceeded e) {
            return List.of(InputProblem.at(Pointer.ROOT, value, "takes too much work to check against its schema"));
        }
    }

    /**
     * Checks a value that was read from a text.
     *
     * @param located the value
     * @return what is wrong with it, with pointers, lines and columns; empty when it conforms
     */
    public List<InputProblem> check(Located located) {
        return check(located.json()).stream().map(located::place).toList();
    }

    /**
     * Refuses a value that does not conform.
     *
     * @param value the value
     * @throws InputException if it does not conform
     */
    public void require(Json value) {
        var problems = check(value);
        if (!problems.isEmpty()) {
            throw new InputException(problems);
        }
    }

    @Override
    public String toString() {
        return "JSON Schema " + json;
    }

    private static Schema build(Json.Obj schema) {
        var registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.fetchRemoteResources(false)));
        var compiled = registry.getSchema(JsonNodes.of(schema));
        compiled.initializeValidators();
        return compiled;
    }

    /** The work allowed grows with the value, so that no schema makes a small value cost much; but not without end. */
    private void bound(ExecutionContext context, long size) {
        var steps = Math.min(MOST_STEPS, STEPS + STEPS_PER_VALUE * size) / cost;
        context.executionConfig(
                config -> config.maxEvaluationDepth(DEEPEST_EVALUATION).maxEvaluationSteps(steps));
    }

    private static boolean mentionsContains(Json schema) {
        return switch (schema) {
            case Json.Obj object ->
                object.members().containsKey("contains")
                        || object.members().values().stream().anyMatch(JsonSchema::mentionsContains);
            case Json.Arr array -> array.items().stream().anyMatch(JsonSchema::mentionsContains);
            default -> false;
        };
    }

    private static long size(Json value) {
        return switch (value) {
            case Json.Obj object ->
                1
                        + object.members().values().stream()
                                .mapToLong(JsonSchema::size)
                                .sum();
            case Json.Arr array ->
                1 + array.items().stream().mapToLong(JsonSchema::size).sum();
            default -> 1;
        };
    }
}
