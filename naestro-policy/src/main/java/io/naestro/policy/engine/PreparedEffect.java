package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.goal.Money;
import io.naestro.json.InputException;
import io.naestro.model.Price;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An effect as rules look at it: names split, paths and hosts parsed, origins gathered. Made once for an effect, it can
 * be decided on any number of times, by any policy, without making objects. Immutable and thread-safe.
 */
public final class PreparedEffect {
    private static final String ANY = "*";

    private final Effect effect;
    private final @Nullable ToolId tool;
    private final List<String> toolKeys;
    private final @Nullable EffectKind kind;
    private final List<Target> targets;
    private final @Nullable InputException problem;
    private final Provenance provenance;
    private final int uses;

    private PreparedEffect(Effect effect) {
        this.effect = effect;
        this.tool = tool(effect);
        this.toolKeys = tool == null ? List.of() : keys(tool.name());
        this.kind = EffectKind.of(effect);
        this.provenance = Provenance.of(effect);
        this.uses = effect instanceof Effect.ModelCall call ? Uses.bits(call.uses()) : 0;
        List<Target> parsed = List.of();
        InputException refused = null;
        try {
            parsed = resources(effect).stream().map(Target::of).toList();
        } catch (InputException e) {
            refused = e;
        }
        this.targets = parsed;
        this.problem = refused;
    }

    /**
     * Looks at an effect.
     *
     * @param effect the effect
     */
    public static PreparedEffect of(Effect effect) {
        return new PreparedEffect(effect);
    }

    /** The effect. */
    public Effect effect() {
        return effect;
    }

    /** What the effect touches. */
    static List<Resource> resources(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> call.resources();
            case Effect.Access access -> List.of(access.resource());
            default -> List.of();
        };
    }

    Actor actor() {
        return effect.actor();
    }

    /** The tool that is called or inside which something is used; null for other effects. */
    @Nullable ToolId tool() {
        return tool;
    }

    /** Under what rules may name the tool: {@code a.b}, {@code a.*}, {@code *}. */
    List<String> toolKeys() {
        return toolKeys;
    }

    /** The kind by which rules name the effect; null for calls of tools and models, and for what tools use. */
    @Nullable EffectKind kind() {
        return kind;
    }

    /** What is touched; empty when {@link #problem()} is not null. */
    List<Target> targets() {
        return targets;
    }

    /** Why what is touched cannot be told, or null. */
    @Nullable InputException problem() {
        return problem;
    }

    Provenance provenance() {
        return provenance;
    }

    /** What a model is used for, as {@link Uses#bits}; nothing for other effects. */
    int uses() {
        return uses;
    }

    /** Whether this is the call of a tool itself. */
    boolean isCall() {
        return effect instanceof Effect.ToolCall;
    }

    /** Whether the mode limits the effect: it acts, and was not already covered by the decision on a tool's call. */
    boolean isUnderMode() {
        return effect.acts() && !(effect instanceof Effect.Access);
    }

    /** Whether it is known what the effect may cost. */
    boolean priced() {
        return switch (effect) {
            case Effect.ModelCall call -> !(call.model().price() instanceof Price.UnknownPrice);
            case Effect.Access access -> access.within() != null;
            default -> true;
        };
    }

    /** The most that the effect may cost; null for nothing. What is used inside a call counts as that call. */
    @Nullable Money cost() {
        return cost(effect);
    }

    private static @Nullable Money cost(@Nullable Effect effect) {
        return switch (effect) {
            case Effect.ModelCall call -> call.estimate().money();
            case Effect.ToolCall call -> call.estimate().money();
            case Effect.Access access -> cost(access.within());
            case null, default -> null;
        };
    }

    private static @Nullable ToolId tool(Effect effect) {
        if (effect instanceof Effect.ToolCall call) {
            return ToolId.of(call.contract().ref());
        }
        var name = effect.actor().tool();
        return effect instanceof Effect.Access && name != null ? ToolId.of(name) : null;
    }

    /** A name, or a pattern, and what is wider. */
    static List<String> keys(String name) {
        var keys = new ArrayList<String>();
        keys.add(name);
        var last = name.endsWith(".*") ? name.length() - ".*".length() : name.length();
        for (int dot = name.lastIndexOf('.', last - 1); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
            keys.add(name.substring(0, dot + 1) + "*");
        }
        if (!name.equals(ANY)) {
            keys.add(ANY);
        }
        return List.copyOf(keys);
    }
}
