package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.json.Digest;
import io.naestro.policy.Mode;
import java.util.Comparator;
import java.util.List;

/** The rules of one file, compiled and immutable: what a decision is made from. */
final class RuleSet {
    private final String source;
    private final Digest digest;
    private final Mode mode;
    private final Roles roles;
    private final List<Rule> rules;

    /**
     * Orders rules.
     *
     * @param source the name of the file
     * @param digest the digest of the file
     * @param mode the file's ceiling
     * @param roles the file's roles
     * @param rules the rules, in any order
     */
    RuleSet(String source, Digest digest, Mode mode, Roles roles, List<Rule> rules) {
        this.source = source;
        this.digest = digest;
        this.mode = mode;
        this.roles = roles;
        this.rules = rules.stream().sorted(Comparator.comparing(Rule::id)).toList();
    }

    String source() {
        return source;
    }

    Digest digest() {
        return digest;
    }

    /** The file's own ceiling. */
    Mode mode() {
        return mode;
    }

    Roles roles() {
        return roles;
    }

    /** All rules, by id. */
    List<Rule> rules() {
        return rules;
    }

    /** Whether a rule has that id. */
    boolean has(String id) {
        return rules.stream().anyMatch(rule -> rule.id().equals(id));
    }

    /** Where a rule stands, for people: {@code policy.yaml:12}. */
    String place(Rule rule) {
        return source + ":" + rule.line();
    }

    /** The ceiling on an actor: the lowest of the run's, the file's and the role's. */
    Mode ceiling(Actor actor) {
        return actor.mode().lower(mode).lower(roles.ceiling(actor.role()));
    }

    /** An effect with the roles and the ceiling that the file gives its actor. */
    Request request(PreparedEffect effect) {
        var actor = effect.actor();
        return new Request(effect, roles.closure(actor.role()), ceiling(actor));
    }

    /** The rules that match, by id. */
    List<Rule> matching(Request request) {
        return rules.stream().filter(rule -> rule.matches(request)).toList();
    }
}
