package io.naestro.policy;

import java.util.function.Function;

/**
 * A handle to a secret value. The value is never given out: code that must send it hands over a function that uses it
 * on the spot. {@code toString} shows the name only.
 */
public final class Secret {
    private final String name;
    private final char[] value;

    private Secret(String name, char[] value) {
        this.name = name;
        this.value = value;
    }

    /**
     * A secret with a value.
     *
     * @param name its name, which may be shown
     * @param value its value; the array is copied
     */
    public static Secret of(String name, char[] value) {
        return new Secret(name, value.clone());
    }

    /** The secret's name, which may be shown. */
    public String name() {
        return name;
    }

    /**
     * Uses the value on the spot. The function must not keep, log or throw it.
     *
     * @param use what to do with the value
     * @param <R> what comes of it
     */
    public <R> R use(Function<CharSequence, R> use) {
        return use.apply(new String(value));
    }

    /** The name and three stars. */
    @Override
    public String toString() {
        return name + "=***";
    }
}
