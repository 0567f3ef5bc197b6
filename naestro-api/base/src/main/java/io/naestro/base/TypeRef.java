package io.naestro.base;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A class with its type arguments resolved.
 *
 * @param raw the class; never a primitive
 * @param args the type arguments; empty for classes without type parameters and for raw uses
 */
record TypeRef(Class<?> raw, List<TypeRef> args) {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class,
            char.class, Character.class);

    /** A type that only the value itself can tell. */
    static final TypeRef UNKNOWN = new TypeRef(Object.class, List.of());

    TypeRef(Class<?> raw, List<TypeRef> args) {
        this.raw = BOXES.getOrDefault(raw, raw);
        this.args = List.copyOf(args);
    }

    static TypeRef of(Class<?> raw) {
        return new TypeRef(raw, List.of());
    }

    /** A type as it stands in a declaration inside this class, with this class's arguments put in. */
    TypeRef resolve(Type type) {
        return resolve(type, bindings());
    }

    private static TypeRef resolve(Type type, Map<TypeVariable<?>, TypeRef> bindings) {
        return switch (type) {
            case Class<?> raw -> of(raw);
            case ParameterizedType generic -> {
                var args = new ArrayList<TypeRef>();
                for (var arg : generic.getActualTypeArguments()) {
                    args.add(resolve(arg, bindings));
                }
                yield new TypeRef((Class<?>) generic.getRawType(), args);
            }
            case TypeVariable<?> variable -> bindings.getOrDefault(variable, UNKNOWN);
            case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0], bindings);
            default -> of(Object[].class);
        };
    }

    /** A class that this sealed type permits, with its arguments derived from this type's. */
    TypeRef permitted(Class<?> subclass) {
        var known = new HashMap<TypeVariable<?>, TypeRef>();
        for (var parent : subclass.getGenericInterfaces()) {
            if (parent instanceof ParameterizedType generic && generic.getRawType() == raw) {
                unify(generic.getActualTypeArguments(), known);
            }
        }
        var args = new ArrayList<TypeRef>();
        for (var parameter : subclass.getTypeParameters()) {
            args.add(known.getOrDefault(parameter, UNKNOWN));
        }
        return new TypeRef(subclass, args);
    }

    private void unify(Type[] declared, Map<TypeVariable<?>, TypeRef> known) {
        for (int i = 0; i < args.size(); i++) {
            if (declared[i] instanceof TypeVariable<?> variable) {
                known.put(variable, args.get(i));
            }
        }
    }

    private Map<TypeVariable<?>, TypeRef> bindings() {
        var bindings = new HashMap<TypeVariable<?>, TypeRef>();
        for (int i = 0; i < args.size(); i++) {
            bindings.put(raw.getTypeParameters()[i], args.get(i));
        }
        return bindings;
    }

    /** A name for schemas: {@code Page}, or {@code PageOfLink} with arguments. */
    String schemaName() {
        var name = new StringBuilder(raw.getSimpleName());
        args.forEach(arg -> name.append("Of").append(arg.schemaName()));
        return name.toString();
    }

    @Override
    public String toString() {
        return args.isEmpty()
                ? raw.getSimpleName()
                : raw.getSimpleName() + "<"
                        + String.join(", ", args.stream().map(TypeRef::toString).toList()) + ">";
    }
}
