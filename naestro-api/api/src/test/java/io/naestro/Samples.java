package io.naestro;

import static java.util.Collections.singletonMap;

import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Retry;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Makes a value of any type of the vocabulary, for tests that look at every record alike. Two samples of one variant
 * are equal; those of variants 0 and 1 differ. Collections are mutable, so that a test can try to change them.
 */
public final class Samples {
    private Samples() {}

    /** A value of a class. */
    public static <T> T of(Class<T> type) {
        return type.cast(of(type, 0));
    }

    static Object of(Type type, int variant) {
        return switch (type) {
            case Class<?> simple -> ofClass(simple, variant);
            case ParameterizedType generic -> ofGeneric(generic, variant);
            case TypeVariable<?> any -> "any" + variant;
            case WildcardType any -> of(any.getUpperBounds()[0], variant);
            default -> throw new AssertionError("no sample of " + type);
        };
    }

    static Object ofRecord(Class<?> type, int variant) {
        return create(type, components(type, variant));
    }

    /** What a record can be made of; by hand where not every text or number will do. */
    static Object[] components(Class<?> type, int variant) {
        if (type == Money.class) {
            return new Object[] {"EUR", variant + 1L};
        } else if (type == Digest.class) {
            return new Object[] {"sha256:" + Integer.toString(variant).repeat(64)};
        } else if (type == Retry.class) {
            return new Object[] {variant + 1, Duration.ofSeconds(variant + 1), variant + 1.5, Duration.ofHours(1)};
        }
        var all = Arrays.stream(type.getRecordComponents())
                .map(component -> of(component.getGenericType(), variant))
                .toArray();
        if (type == Goal.class) {
            all[1] = Payload.of(Json.object().with("sample", variant), Origin.USER);
        }
        return all;
    }

    static Object create(Class<?> type, Object... components) {
        try {
            return constructor(type).newInstance(components);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }

    static Object read(RecordComponent component, Object from) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        var types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class[]::new);
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor;
    }

    private static Object ofGeneric(ParameterizedType type, int variant) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == List.class) {
            return new ArrayList<>(List.of(of(arguments[0], variant)));
        } else if (raw == Set.class) {
            return new HashSet<>(Set.of(of(arguments[0], variant)));
        } else if (raw == Map.class) {
            return new LinkedHashMap<>(singletonMap(of(arguments[0], variant), of(arguments[1], variant)));
        }
        return ofClass(raw, variant);
    }

    private static Object ofClass(Class<?> type, int variant) {
        if (type.isRecord()) {
            return ofRecord(type, variant);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[variant];
        } else if (type == Json.class) {
            return Json.of(variant);
        } else if (type.isSealed()) {
            return ofClass(type.getPermittedSubclasses()[0], variant);
        } else if (type.isArray()) {
            var array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, (byte) variant);
            return array;
        }
        return ofValue(type, variant);
    }

    private static Object ofValue(Class<?> type, int variant) {
        return switch (type.getName()) {
            case "java.lang.String", "java.lang.Object" -> "sample" + variant;
            case "int", "java.lang.Integer" -> variant + 1;
            case "long", "java.lang.Long" -> variant + 1L;
            case "double", "java.lang.Double" -> variant == 0 ? 0.25 : 0.75;
            case "boolean", "java.lang.Boolean" -> variant == 0;
            case "java.math.BigDecimal" -> BigDecimal.valueOf(variant);
            case "java.lang.Class" -> variant == 0 ? String.class : Integer.class;
            case "java.time.Duration" -> Duration.ofSeconds(variant + 1);
            case "java.time.Instant" -> Instant.ofEpochSecond(variant);
            case "java.util.UUID" -> new UUID(7, variant);
            default -> throw new AssertionError("no sample of " + type);
        };
    }
}
