package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Effects that rules name by {@code effects}: all but calls of tools and models. */
enum EffectKind {
    MEMORY,
    SECRET,
    AGENT,
    CHANGE,
    AGREEMENT;

    /** The kind of an effect, or null for one that rules name by tool or model. */
    static @Nullable EffectKind of(Effect effect) {
        return switch (effect) {
            case Effect.MemoryAccess memory -> MEMORY;
            case Effect.SecretUse secret -> SECRET;
            case Effect.AgentSpawn agent -> AGENT;
            case Effect.SelfChange change -> CHANGE;
            case Effect.Agreement agreement -> AGREEMENT;
            case Effect.ModelCall call -> null;
            case Effect.ToolCall call -> null;
            case Effect.Access access -> null;
        };
    }

    /** As policy files write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
