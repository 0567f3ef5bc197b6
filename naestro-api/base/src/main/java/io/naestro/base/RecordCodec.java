package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record: a JSON object with a member for each component, led by the discriminator where it has one. */
final class RecordCodec extends Codec {
    private final TypeRef type;
    private final @Nullable Discriminator kind;
    private final Constructor<?> constructor;
    private final List<RecordPart> parts = new ArrayList<>();
    private final List<RecordPart> sorted = new ArrayList<>();
    private int kindAt;

    RecordCodec(TypeRef type, @Nullable Discriminator kind) {
        this.type = type;
        this.kind = kind;
        this.constructor = Reflect.constructor(type.raw());
    }

    /** Parts are added once the codec is known, so that a record may hold itself. */
    void add(RecordPart part) {
        parts.add(part);
        sorted.add(part);
        sorted.sort(Comparator.comparing(RecordPart::name));
        kindAt += kind != null && part.name().compareTo(kind.member()) < 0 ? 1 : 0;
    }

    @Nullable Discriminator kind() {
        return kind;
    }

    @Override
    Json.Obj schema(SchemaBuilder schemas) {
        var properties = Json.object();
        var required = new ArrayList<String>();
        if (kind != null) {
            properties = properties.with(kind.member(), Json.object().with("const", kind.value()));
            required.add(kind.member());
        }
        for (var part : parts) {
            properties = properties.with(part.name(), part.schema(schemas));
            if (part.need() == RecordPart.Need.REQUIRED) {
                required.add(part.name());
            }
        }
        return Json.object()
                .with("type", "object")
                .with("properties", properties)
                .with("required", Json.strings(required))
                .with("additionalProperties", Json.of(false));
    }

    @Override
    Json write(Object value) {
        var members = new LinkedHashMap<String, Json>();
        if (kind != null) {
            members.put(kind.member(), Json.of(kind.value()));
        }
        for (var part : parts) {
            var json = part.write(value);
            if (json != null) {
                members.put(part.name(), json);
            }
        }
        return new Json.Obj(members);
    }

    @Override
    void write(Object value, JsonBytes out) {
        out.beginObject();
        if (out.isPlain()) { // else it may be nested without end
            write(value, out, out.isSorted() ? sorted : parts, out.isSorted() ? kindAt : 0);
        }
        out.endObject();
    }

    private void write(Object value, JsonBytes out, List<RecordPart> order, int place) {
        for (int i = 0; i <= order.size(); i++) {
            if (i == place && kind != null) {
                out.name(kind.member()).string(kind.value());
            }
            if (i < order.size()) {
                order.get(i).write(value, out);
            }
        }
    }

    @Override
    @Nullable Object read(Json json, Pointer at, Reading reading) {
        if (!(json instanceof Json.Obj object)) {
            reading.wrongType(at, json, "object");
            return null;
        }
        var before = reading.count();
        if (kind != null) {
            kind.check(object, at, reading);
        }
        var arguments = new ArrayList<@Nullable Object>();
        parts.forEach(part -> arguments.add(part.read(object, at, reading)));
        if (!reading.lenient) {
            refuseUnknown(object, at, reading);
        }
        return reading.count() > before ? null : make(arguments, json, at, reading);
    }

    private @Nullable Object make(List<@Nullable Object> arguments, Json json, Pointer at, Reading reading) {
        try {
            return Reflect.attempt(() -> constructor.newInstance(arguments.toArray()));
        } catch (RuntimeException e) {
            reading.problem(at, json, "does not fit " + type + ": " + e.getMessage());
            return null;
        }
    }

    private void refuseUnknown(Json.Obj object, Pointer at, Reading reading) {
        var known = new ArrayList<String>();
        if (kind != null) {
            known.add(kind.member());
        }
        parts.forEach(part -> known.add(part.name()));
        for (var name : object.members().keySet()) {
            if (!known.contains(name)) {
                reading.problem(at.child(name), Json.of(name), "is not a known member", known.toArray(String[]::new));
            }
        }
    }

    @Override
    List<Codec> parts() {
        return parts.stream().map(RecordPart::codec).toList();
    }

    @Override
    String name() {
        return type.schemaName();
    }
}
