package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sealed interface of records: one of its records, told apart by the discriminator. */
final class UnionCodec extends Codec {
    private final TypeRef type;
    private final Map<String, RecordCodec> byKind = new LinkedHashMap<>();
    private final Map<Class<?>, RecordCodec> byClass = new LinkedHashMap<>();
    private String member = "kind";

    UnionCodec(TypeRef type) {
        this.type = type;
    }

    void add(Class<?> record, RecordCodec codec, Discriminator kind) {
        if (!byKind.isEmpty() && !member.equals(kind.member())) {
            throw new IllegalArgumentException(type + ": its records are told apart by '" + member + "' and by '"
                    + kind.member() + "'; rename components so that one name is left for all");
        }
        member = kind.member();
        if (byKind.put(kind.value(), codec) != null) {
            throw new IllegalArgumentException(
                    type + ": two of its records have the same name '" + kind.value() + "'; rename one");
        }
        byClass.put(record, codec);
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        return Json.object()
                .with(
                        "anyOf",
                        new Json.Arr(
                                byKind.values().stream().<Json>map(schemas::of).toList()));
    }

    @Override
    Json write(Object value) {
        return Objects.requireNonNull(byClass.get(value.getClass())).write(value);
    }

    @Override
    void write(Object value, JsonBytes out) {
        Objects.requireNonNull(byClass.get(value.getClass())).write(value, out);
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (!(json instanceof Json.Obj object)) {
            reading.wrongType(at, json, "object");
            return null;
        }
        var kinds = byKind.keySet().toArray(String[]::new);
        var kind = object.members().get(member);
        var codec = kind instanceof Json.Str text ? byKind.get(text.value()) : null;
        if (codec != null) {
            return codec.read(json, at, reading);
        }
        if (kind == null) {
            reading.problem(at, Json.of(""), "the member '" + member + "' is missing", kinds);
        } else {
            reading.problem(at.child(member), kind, "is not allowed", kinds);
        }
        return null;
    }

    @Override
    List<Codec> parts() {
        return List.copyOf(byKind.values());
    }

    @Override
    String name() {
        return type.schemaName();
    }
}
