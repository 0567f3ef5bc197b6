package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Mode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An effect and what one policy adds to it.
 *
 * @param what the effect
 * @param roles the actor's role and all that it inherits
 * @param mode the ceiling: the lowest of the run's, the file's and the role's
 */
record Request(PreparedEffect what, Set<String> roles, Mode mode) {

    Effect effect() {
        return what.effect();
    }

    @Nullable ToolId tool() {
        return what.tool();
    }

    @Nullable EffectKind kind() {
        return what.kind();
    }

    Provenance provenance() {
        return what.provenance();
    }
}
