package io.naestro.effect;

import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who takes an effect, and for what.
 *
 * @param principal on whose behalf, as the host authenticated them; names the tenant too
 * @param run the run, or null when a host uses a part alone
 * @param step the id of the step, or empty when the effect belongs to no step
 * @param role the role in which the step acts
 * @param purpose why, in words
 * @param mode the most that the run may do by itself
 * @param tool the name and version of the tool inside which the effect is taken, such as {@code fs.read@1}, or null
 *     when it is taken by the run itself
 * @param at when the effect is taken, for rules that hold at some times only, or null when that is not known
 */
public record Actor(
        Principal principal,
        @Nullable RunId run,
        String step,
        String role,
        String purpose,
        Mode mode,
        @Nullable String tool,
        @Nullable Instant at) {

    /**
     * An actor at a moment that is not known.
     *
     * @param principal on whose behalf, as the host authenticated them
     * @param run the run, or null when a host uses a part alone
     * @param step the id of the step, or empty
     * @param role the role in which the step acts
     * @param purpose why, in words
     * @param mode the most that the run may do by itself
     * @param tool the name and version of the tool inside which the effect is taken, or null
     */
    public Actor(
            Principal principal,
            @Nullable RunId run,
            String step,
            String role,
            String purpose,
            Mode mode,
            @Nullable String tool) {
        this(principal, run, step, role, purpose, mode, tool, null);
    }

    /**
     * An actor outside any run, for hosts that use a policy alone.
     *
     * @param principal on whose behalf
     * @param role the role in which it acts
     * @param mode the most that it may do by itself
     */
    public static Actor of(Principal principal, String role, Mode mode) {
        return new Actor(principal, null, "", role, "", mode, null);
    }

    /**
     * A copy for effects taken inside a tool.
     *
     * @param name the tool's name and version
     */
    public Actor inside(String name) {
        return new Actor(principal, run, step, role, purpose, mode, name, at);
    }

    /**
     * A copy for effects taken at a moment.
     *
     * @param moment when
     */
    public Actor at(Instant moment) {
        return new Actor(principal, run, step, role, purpose, mode, tool, moment);
    }

    /**
     * A copy with that purpose.
     *
     * @param why why, in words
     */
    public Actor withPurpose(String why) {
        return new Actor(principal, run, step, role, why, mode, tool, at);
    }
}
