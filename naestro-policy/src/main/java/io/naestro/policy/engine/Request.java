package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.policy.Mode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An effect as rules look at it.
 *
 * @param effect the effect
 * @param roles the actor's role and all that it inherits
 * @param mode the ceiling: the lowest of the run's, the file's and the role's
 * @param tool the tool that is called or inside which something is used; null for other effects
 * @param kind the kind by which rules name the effect; null for calls of tools and models, and for what tools use
 * @param targets what is touched
 * @param provenance where the arguments of the call come from
 */
record Request(
        Effect effect,
        Set<String> roles,
        Mode mode,
        @Nullable ToolId tool,
        @Nullable EffectKind kind,
        List<Target> targets,
        Provenance provenance) {

    /**
     * Looks at an effect.
     *
     * @throws io.naestro.base.InputException if it touches something that is not in canonical form
     */
    static Request of(Effect effect, Roles roles, Mode mode) {
        var targets = resources(effect).stream().map(Target::of).toList();
        return new Request(
                effect,
                roles.closure(effect.actor().role()),
                mode,
                tool(effect),
                EffectKind.of(effect),
                targets,
                Provenance.of(effect));
    }

    /** What the effect touches. */
    static List<Resource> resources(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> call.resources();
            case Effect.Access access -> List.of(access.resource());
            default -> List.of();
        };
    }

    /** Whether this is the call of a tool itself. */
    boolean isCall() {
        return effect instanceof Effect.ToolCall;
    }

    /** Whether the mode limits the effect: it acts, and was not already covered by the decision on a tool's call. */
    boolean isUnderMode() {
        return effect.acts() && !(effect instanceof Effect.Access);
    }

    private static @Nullable ToolId tool(Effect effect) {
        if (effect instanceof Effect.ToolCall call) {
            return ToolId.of(call.contract().ref());
        }
        var name = effect.actor().tool();
        return effect instanceof Effect.Access && name != null ? ToolId.of(name) : null;
    }
}
