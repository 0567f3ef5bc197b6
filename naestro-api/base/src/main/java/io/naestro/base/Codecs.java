package io.naestro.base;

import io.naestro.json.Json;
import io.naestro.json.Shape;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the codec of a type. Each class's codec is made once and kept as long as the class. */
final class Codecs {
    private static final ClassValue<Codec> KNOWN = new ClassValue<>() {
        @Override
        protected Codec computeValue(Class<?> type) {
            return new Codecs().codec(TypeRef.of(type), type.getSimpleName());
        }
    };

    private final Map<TypeRef, Codec> made = new HashMap<>();

    private Codecs() {}

    /**
     * The codec of a class.
     *
     * @throws IllegalArgumentException if the class, or the type of a component in it, is not supported
     */
    static Codec of(Class<?> type) {
        return KNOWN.get(type);
    }

    /**
     * The codec of a shape.
     *
     * @throws IllegalArgumentException if a type in it is not supported
     */
    static Codec of(Shape<?> shape) {
        return of(shape, "");
    }

    private static Codec of(Shape<?> shape, String place) {
        return switch (shape) {
            case Shape.OfClass<?> type -> of(type.type());
            case Shape.OfList<?> list -> new ListCodec(of(list.element(), place + "/items"), false);
            case Shape.OfSchema plain -> new PlainCodec(plain.schema(), place);
        };
    }

    /** The codec of a value's own class. */
    static Codec ofValue(Object value) {
        return switch (value) {
            case Enum<?> constant -> of(constant.getDeclaringClass());
            case Set<?> set -> new ListCodec(new DynamicCodec("set"), true);
            case Collection<?> list -> new ListCodec(new DynamicCodec("list"), false);
            case Map<?, ?> map -> new MapCodec(new DynamicCodec("map"), new DynamicCodec("map"));
            default -> of(value.getClass());
        };
    }

    /** Writes a part of a value that must not be null. */
    static Json write(Codec codec, @Nullable Object value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null; only components marked @Nullable may be");
        }
        return codec.write(value);
    }

    private Codec codec(TypeRef type, String path) {
        var known = made.get(type);
        return known == null ? make(type, path) : known;
    }

    private Codec make(TypeRef type, String path) {
        var raw = type.raw();
        var scalar = Scalars.codec(raw);
        if (scalar != null) {
            return scalar;
        }
        if (Shape.class.isAssignableFrom(raw)) {
            return new ShapeCodec();
        }
        if (type.equals(TypeRef.UNKNOWN)) {
            return new DynamicCodec(path);
        }
        if (raw == List.class || raw == Collection.class || raw == Set.class) {
            return new ListCodec(codec(argument(type, 0), path + "[]"), raw == Set.class);
        }
        return raw == Map.class ? map(type, path) : composite(type, path);
    }

    private Codec map(TypeRef type, String path) {
        var key = codec(argument(type, 0), path + " (key)");
        if (!(key instanceof EnumCodec) && !isText(key)) {
            throw unsupported(argument(type, 0), path + " (key)");
        }
        return new MapCodec(key, codec(argument(type, 1), path + ".*"));
    }

    private Codec composite(TypeRef type, String path) {
        if (type.raw().isEnum()) {
            return remember(type, new EnumCodec(type));
        }
        if (type.raw().isRecord()) {
            return record(type, path);
        }
        if (type.raw().isInterface() && type.raw().isSealed()) {
            return union(type, path);
        }
        throw unsupported(type, path);
    }

    private Codec record(TypeRef type, String path) {
        var codec = remember(type, new RecordCodec(type, Discriminator.of(type.raw())));
        for (var component : type.raw().getRecordComponents()) {
            codec.add(part(type, component, path + "." + component.getName()));
        }
        return codec;
    }

    private RecordPart part(TypeRef owner, RecordComponent component, String path) {
        var declared = owner.resolve(component.getGenericType());
        var optional = declared.raw() == Optional.class;
        var type = optional ? argument(declared, 0) : declared;
        var nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        var need = optional ? RecordPart.Need.OPTIONAL : nullable ? RecordPart.Need.NULLABLE : RecordPart.Need.REQUIRED;
        return new RecordPart(
                Names.of(component),
                new JsonBytes.Name(Names.of(component)),
                Names.description(component),
                path,
                Reflect.accessor(component),
                codec(type, path),
                need);
    }

    private Codec union(TypeRef type, String path) {
        var codec = remember(type, new UnionCodec(type));
        addLeaves(codec, type, path);
        return codec;
    }

    private void addLeaves(UnionCodec codec, TypeRef sealed, String path) {
        for (var permitted : sealed.raw().getPermittedSubclasses()) {
            var leaf = sealed.permitted(permitted);
            if (permitted.isInterface() && permitted.isSealed()) {
                addLeaves(codec, leaf, path);
            } else if (codec(leaf, path + "." + permitted.getSimpleName()) instanceof RecordCodec record) {
                codec.add(permitted, record, Objects.requireNonNull(record.kind()));
            } else {
                throw unsupported(leaf, path + "." + permitted.getSimpleName());
            }
        }
    }

    private <C extends Codec> C remember(TypeRef type, C codec) {
        made.put(type, codec);
        return codec;
    }

    private static boolean isText(Codec codec) {
        return codec instanceof ScalarCodec<?> scalar && scalar.isText();
    }

    private static TypeRef argument(TypeRef type, int index) {
        return type.args().isEmpty() ? TypeRef.UNKNOWN : type.args().get(index);
    }

    private static IllegalArgumentException unsupported(TypeRef type, String path) {
        return new IllegalArgumentException(
                path + " is of type " + type
                        + ", which has no JSON form here; supported: records, enums, sealed interfaces of records, List, Set,"
                        + " Map with text keys, Optional components, String, boxed numbers, BigDecimal, BigInteger, Boolean,"
                        + " Instant, Duration, LocalDate, URI, UUID, byte[] as Base64, Json, Shape, Money, Rate, Pointer, Digest");
    }
}
