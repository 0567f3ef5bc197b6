package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Policy;
import java.nio.file.Path;
import java.util.List;

/**
 * A policy read from a file, {@code naestro: policy/v1}, in YAML or JSON; {@code docs/policy.md} describes the format.
 * A deny beats an ask, an ask beats an allow, whatever their order; what no rule allows is denied; a mode only lowers.
 *
 * <p>Immutable and thread-safe. Deciding is a pure function of the file and the effect: no I/O, no clock, no counting.
 */
public final class YamlPolicy implements Policy {
    private final RuleSet rules;
    private final Decider decider;
    private final Forecast forecast;
    private final Explainer explainer;
    private final List<Finding> findings;

    private YamlPolicy(PolicyReader.Loaded loaded) {
        this.rules = loaded.rules();
        this.decider = loaded.decider();
        this.findings = loaded.findings();
        this.forecast = new Forecast(rules);
        this.explainer = new Explainer(rules, decider);
    }

    /**
     * Reads a policy file.
     *
     * @param file the file; {@code .json} is read as JSON, {@code .yaml} and {@code .yml} as YAML
     * @throws io.naestro.json.InputException if it is missing, unreadable, larger than 1 MiB, or wrong in any way; its
     *     message has one line for each problem, with file, line, column, value and what is allowed
     */
    public static YamlPolicy load(Path file) {
        return new YamlPolicy(PolicyReader.load(file, null));
    }

    /**
     * Reads the text of a policy file.
     *
     * @param text the text, YAML or JSON
     * @param sourceName the name of the file, for messages; its ending decides the form as for {@link #load(Path)}
     * @throws io.naestro.json.InputException as for {@link #load(Path)}
     */
    public static YamlPolicy parse(String text, String sourceName) {
        return new YamlPolicy(PolicyReader.parse(text, sourceName, null));
    }

    /**
     * Reads a policy file and holds it to what the host has. What the linter finds is an error, unless the file says
     * {@code lint: lenient}.
     *
     * @param file the file
     * @param known what the host has
     * @throws io.naestro.json.InputException as for {@link #load(Path)}, and for what the linter finds
     */
    public static YamlPolicy load(Path file, Known known) {
        return new YamlPolicy(PolicyReader.load(file, known));
    }

    /**
     * Reads the text of a policy file and holds it to what the host has.
     *
     * @param text the text, YAML or JSON
     * @param sourceName the name of the file, for messages
     * @param known what the host has
     * @throws io.naestro.json.InputException as for {@link #load(Path, Known)}
     */
    public static YamlPolicy parse(String text, String sourceName, Known known) {
        return new YamlPolicy(PolicyReader.parse(text, sourceName, known));
    }

    RuleSet rules() {
        return rules;
    }

    /** What the linter finds, by rule; nothing in a file that is held to it. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Decides on an effect that was prepared, without making objects. Reason and remedy are those of the rule alone: a
     * refusal for want of a rule does not tell what it refuses. {@link #decide(Effect)} adds that.
     *
     * @param effect the effect
     */
    public Decision decide(PreparedEffect effect) {
        return decider.decide(effect);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A tool step does not tell whether its tool acts, so the mode is not looked at here: the answer is ASK only
     * where a rule asks for certain.
     */
    @Override
    public Constraints constraints(Actor actor, Step step) {
        return forecast.of(actor, step);
    }

    @Override
    public Decision decide(Effect effect) {
        return decider.decide(effect);
    }

    /**
     * Why an effect is decided as it is: all rules that match, with their lines, the nearest one that would have been
     * kinder but does not match, and the smallest change that would allow it.
     *
     * @param effect the effect
     */
    public Explanation explain(Effect effect) {
        return explainer.explain(effect);
    }

    /** The digest of what the file says: layout, comments and order do not count. */
    @Override
    public Digest digest() {
        return rules.digest();
    }

    /** The name of the file and the digest of what it says. */
    @Override
    public String toString() {
        return rules.source() + " (" + rules.digest().brief() + ")";
    }
}
