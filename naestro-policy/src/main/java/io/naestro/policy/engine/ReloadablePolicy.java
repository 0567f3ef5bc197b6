package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy whose file can be read anew while runs go on. The host says when, by {@link #reload()}: nothing is watched.
 * Each decision is made from one snapshot and carries its digest; a broken file leaves the rules in force. Thread-safe.
 */
public final class ReloadablePolicy implements Policy {
    private final Path file;
    private final @Nullable Known known;
    private volatile YamlPolicy current;

    private ReloadablePolicy(Path file, @Nullable Known known) {
        this.file = file;
        this.known = known;
        this.current = read();
    }

    private YamlPolicy read() {
        return known == null ? YamlPolicy.load(file) : YamlPolicy.load(file, known);
    }

    /** What became of a reload. */
    public sealed interface Reload {
        /**
         * The file was read and is in force.
         *
         * @param before the digest of the rules that were in force
         * @param now the digest of the rules that are; the same when the file says what it said before
         */
        record Swapped(Digest before, Digest now) implements Reload {}

        /**
         * The file is broken; the rules stay in force.
         *
         * @param inForce the digest of the rules in force
         * @param problems what is wrong with the file; each names file, line, column, value and what is allowed
         */
        record Kept(Digest inForce, List<String> problems) implements Reload {
            public Kept {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Reads a policy file for the first time.
     *
     * @param file the file, as for {@link YamlPolicy#load(Path)}
     * @throws io.naestro.json.InputException if it is broken
     */
    public static ReloadablePolicy of(Path file) {
        return new ReloadablePolicy(file, null);
    }

    /**
     * Reads a policy file for the first time and holds it to what the host has, now and whenever it is reloaded.
     *
     * @param file the file
     * @param known what the host has
     * @throws io.naestro.json.InputException as for {@link YamlPolicy#load(Path, Known)}
     */
    public static ReloadablePolicy of(Path file, Known known) {
        return new ReloadablePolicy(file, known);
    }

    /** Reads the file again and, when nothing is wrong with it, puts it in force. */
    public synchronized Reload reload() {
        var before = current.digest();
        try {
            current = read();
            return new Reload.Swapped(before, current.digest());
        } catch (InputException e) {
            return new Reload.Kept(
                    before, e.problems().stream().map(InputProblem::toString).toList());
        }
    }

    /** The policy in force now; it does not change. */
    public YamlPolicy current() {
        return current;
    }

    @Override
    public Constraints constraints(Actor actor, Step step) {
        return current.constraints(actor, step);
    }

    @Override
    public Decision decide(Effect effect) {
        return current.decide(effect);
    }

    /**
     * Decides on an effect that was prepared, as {@link YamlPolicy#decide(PreparedEffect)} does.
     *
     * @param effect the effect
     */
    public Decision decide(PreparedEffect effect) {
        return current.decide(effect);
    }

    @Override
    public Digest digest() {
        return current.digest();
    }
}
