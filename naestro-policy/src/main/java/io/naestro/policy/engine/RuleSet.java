package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.policy.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of one file, compiled and immutable: what a decision is made from. */
final class RuleSet {
    private final String source;
    private final Digest digest;
    private final Mode mode;
    private final Roles roles;
    private final List<Rule> rules;
    private final Map<String, List<Rule>> byTool = new HashMap<>();
    private final List<Rule> others = new ArrayList<>();

    /**
     * Compiles rules.
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
        this.rules.forEach(this::index);
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

    /**
     * Looks at an effect.
     *
     * @throws io.naestro.base.InputException if it touches something that is not in canonical form
     */
    Request request(Effect effect) {
        return Request.of(effect, roles, ceiling(effect.actor()));
    }

    /** The rules that match, by id. */
    List<Rule> matching(Request request) {
        var matching = new ArrayList<Rule>();
        var tool = request.tool();
        if (tool != null) {
            collect(byTool.getOrDefault(tool.name(), List.of()), request, matching);
        }
        collect(others, request, matching);
        matching.sort(Comparator.comparing(Rule::id));
        return matching;
    }

    private static void collect(List<Rule> from, Request request, List<Rule> into) {
        for (var rule : from) {
            if (rule.matches(request)) {
                into.add(rule);
            }
        }
    }

    /** Files a rule that names single tools under their names, and any other among those that are always looked at. */
    private void index(Rule rule) {
        if (rule.subject() instanceof Subject.ToolSubject tools
                && tools.patterns().stream().noneMatch(ToolPattern::open)) {
            tools.patterns().stream()
                    .map(ToolPattern::name)
                    .distinct()
                    .forEach(name -> byTool.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(rule));
        } else {
            others.add(rule);
        }
    }
}
