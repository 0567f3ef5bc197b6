package io.naestro.base;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;

/** What components and constants are called in JSON: {@code @JsonProperty} where given, else their Java name. */
final class Names {
    private Names() {}

    static String ofConstant(Enum<?> constant) {
        return name(field(constant.getDeclaringClass(), constant.name()));
    }

    static String of(RecordComponent component) {
        return name(field(component.getDeclaringRecord(), component.getName()));
    }

    /** What models are told about a component ({@code @JsonPropertyDescription}); empty when nothing. */
    static String description(RecordComponent component) {
        var told =
                field(component.getDeclaringRecord(), component.getName()).getAnnotation(JsonPropertyDescription.class);
        return told == null ? "" : told.value();
    }

    private static String name(Field field) {
        var property = field.getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? field.getName() : property.value();
    }

    private static Field field(Class<?> owner, String name) {
        return Reflect.attempt(() -> owner.getDeclaredField(name));
    }
}
