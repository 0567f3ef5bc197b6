package io.naestro.base;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import java.util.List;

/** The schema that every schema must satisfy; comes with the schema library, nothing is fetched. */
final class MetaSchema {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .build()))
            .getSchema(SchemaLocation.of(SchemaGuard.DRAFT));

    private MetaSchema() {}

    static List<InputProblem> check(Json.Obj schema) {
        return SchemaErrors.problems(Json.NULL, schema, SCHEMA.validate(JsonNodes.of(schema)));
    }
}
