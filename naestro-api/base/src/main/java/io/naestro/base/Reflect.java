package io.naestro.base;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Access to records; every failure becomes an unchecked exception. */
final class Reflect {
    /** Something that reflection does. */
    interface Call<T extends @Nullable Object> {
        T make() throws ReflectiveOperationException;
    }

    private Reflect() {}

    static Method accessor(RecordComponent component) {
        return open(component.getAccessor(), component.getDeclaringRecord());
    }

    static Constructor<?> constructor(Class<?> type) {
        var parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return open(attempt(() -> type.getDeclaredConstructor(parameters)), type);
    }

    /** Makes a member callable, or says what its module must open. */
    static <T extends AccessibleObject> T open(T member, Class<?> owner) {
        try {
            member.setAccessible(true);
            return member;
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    owner.getName() + " is not accessible; add 'opens " + owner.getPackageName()
                            + " to io.naestro.base;' to the module-info of its module",
                    e);
        }
    }

    /** Calls; passes on what the called code throws. */
    static <T extends @Nullable Object> T attempt(Call<T> call) {
        try {
            return call.make();
        } catch (InvocationTargetException e) {
            throw unchecked(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
