package io.naestro.policy.engine;

import io.naestro.effect.Actor;
import io.naestro.model.Capability;
import io.naestro.model.Residency;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells what a step may use while it is not yet known what exactly it will do: the kindest verdict still possible. */
final class Forecast {
    private static final Set<Residency> ANYWHERE = Set.of(Residency.values());
    private static final int NOTHING = 0;

    private final RuleSet rules;
    private final Remedy remedy;

    /** Whether a rule will match. */
    private enum Chance {
        NEVER,
        MAYBE,
        ALWAYS;

        private Chance perhaps() {
            return this == NEVER ? NEVER : MAYBE;
        }
    }

    /**
     * The kindest verdict still possible.
     *
     * @param verdict the verdict
     * @param rule the rule that keeps it from being kinder; null when it is ALLOW, or DENY for want of a rule
     */
    private record Outlook(Verdict verdict, @Nullable Rule rule) {}

    private record Why(String reason, String remedy) {}

    Forecast(RuleSet rules) {
        this.rules = rules;
        this.remedy = new Remedy(rules);
    }

    Constraints of(Actor actor, Step step) {
        return switch (step) {
            case Step.ToolStep tool -> tool(actor, ToolId.of(tool.tool()));
            case Step.ModelStep model ->
                model(actor, model.needs().models(), Uses.bits(model.needs().capabilities()));
            case Step.AgentStep agent -> agent(actor);
            case Step.ApprovalStep approval -> approval(actor);
            case Step.MapStep map -> of(actor, map.body());
            case Step.SubPlanStep sub -> Constraints.NONE; // each of its steps is asked about by itself
        };
    }

    private Constraints tool(Actor actor, ToolId tool) {
        var outlook = outlook(actor, rule -> chance(rule, tool));
        var what = "tool '" + tool.name() + "@" + tool.version() + "'";
        var why = why(actor, outlook, what, role -> remedy.tool(role, tool.name(), List.of(), false));
        return constraints(outlook.verdict(), ANYWHERE, why);
    }

    /** An agent works by models, so it may use those places only that its role may. */
    private Constraints agent(Actor actor) {
        var outlook = outlook(actor, rule -> chance(rule, EffectKind.AGENT));
        var models = models(actor, List.of(), NOTHING);
        var why = why(actor, outlook, "agents", role -> remedy.kind(role, EffectKind.AGENT, false));
        return limited(constraints(outlook.verdict(), permitted(models), why), actor, List.of(), NOTHING);
    }

    /** It asks unless a rule denies it; no rule can allow it. */
    private Constraints approval(Actor actor) {
        var denying = outlook(actor, rule -> chance(rule, EffectKind.AGREEMENT)).rule();
        return denying == null
                ? constraints(Verdict.ASK, ANYWHERE, new Why(Words.AGREEMENT, ""))
                : constraints(Verdict.DENY, ANYWHERE, because(denying));
    }

    private Constraints model(Actor actor, List<String> ids, int used) {
        var outlooks = models(actor, ids, used);
        var kindest = kindest(outlooks.values().stream());
        var excluded = outlooks.entrySet().stream().filter(Forecast::isDenied).findFirst();
        var why = excluded.map(entry -> whyNot(actor, ids, entry.getKey(), entry.getValue()))
                .orElseGet(() -> because(kindest.rule()));
        var open = constraints(kindest.verdict(), permitted(outlooks), why);
        return open.verdict() == Verdict.DENY
                ? open
                : limited(open.withQuarantined(quarantined(actor)), actor, ids, used);
    }

    /** What a model may be used for besides what the step needs anyway, at some place at least. */
    private Constraints limited(Constraints open, Actor actor, List<String> ids, int used) {
        if (rules.rules().stream().allMatch(Forecast::isForAnyUse)) {
            return open;
        }
        var possible = EnumSet.allOf(Capability.class);
        for (var use : Uses.SPOKEN_OF) {
            if (permitted(models(actor, ids, used | Provenance.bit(use))).isEmpty()) {
                possible.remove(use);
            }
        }
        return open.withCapabilities(possible);
    }

    private static boolean isForAnyUse(Rule rule) {
        return !(rule.subject() instanceof Subject.ModelSubject models)
                || models.uses().equals(Uses.ANY);
    }

    /** Models that a rule is sure to deny by their names, wherever they are. */
    private Set<String> quarantined(Actor actor) {
        var roles = rules.roles().closure(actor.role());
        return rules.rules().stream()
                .filter(rule -> rule.verdict() == Verdict.DENY && rule.isFor(roles) && rule.isPlain())
                .flatMap(rule -> rule.subject() instanceof Subject.ModelSubject models
                        ? models.ids().stream()
                        : Stream.<String>of())
                .filter(id -> !Globs.isOpen(id))
                .collect(Collectors.toSet());
    }

    private Why whyNot(Actor actor, List<String> ids, Residency where, Outlook outlook) {
        var named = ids.isEmpty() ? List.of(Subject.ModelSubject.ANY) : ids;
        return why(actor, outlook, "models that are " + Words.word(where), role -> remedy.model(role, named, where));
    }

    /** The outlook for models in each place: for the named ones, or for any when none are named. */
    private Map<Residency, Outlook> models(Actor actor, List<String> ids, int used) {
        var outlooks = new EnumMap<Residency, Outlook>(Residency.class);
        for (var where : Residency.values()) {
            outlooks.put(
                    where,
                    ids.isEmpty()
                            ? outlook(actor, rule -> chance(rule, where, used))
                            : kindest(ids.stream().map(id -> outlook(actor, rule -> chance(rule, where, id, used)))));
        }
        return outlooks;
    }

    private static Set<Residency> permitted(Map<Residency, Outlook> outlooks) {
        return outlooks.entrySet().stream()
                .filter(Predicate.not(Forecast::isDenied))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isDenied(Map.Entry<Residency, Outlook> entry) {
        return entry.getValue().verdict() == Verdict.DENY;
    }

    private static Outlook kindest(Stream<Outlook> outlooks) {
        return outlooks.min(Comparator.comparing(Outlook::verdict)).orElseThrow();
    }

    /** Weighs the rules for the actor's role, each with its chance to match. */
    private Outlook outlook(Actor actor, Function<Rule, Chance> chance) {
        var roles = rules.roles().closure(actor.role());
        var possible = rules.rules().stream()
                .filter(rule -> rule.isFor(roles) && chance.apply(rule) != Chance.NEVER)
                .toList();
        var certain = possible.stream()
                .filter(rule -> chance.apply(rule) == Chance.ALWAYS)
                .toList();
        return Decider.first(certain, Verdict.DENY)
                .map(rule -> new Outlook(Verdict.DENY, rule))
                .or(() -> Decider.first(certain, Verdict.ASK).map(rule -> new Outlook(Verdict.ASK, rule)))
                .or(() -> Decider.first(possible, Verdict.ALLOW).map(rule -> new Outlook(Verdict.ALLOW, null)))
                .or(() -> Decider.first(possible, Verdict.ASK).map(rule -> new Outlook(Verdict.ASK, rule)))
                .orElseGet(() -> new Outlook(Verdict.DENY, null));
    }

    private static Chance chance(Rule rule, ToolId tool) {
        if (!(rule.subject() instanceof Subject.ToolSubject tools) || !tools.names(tool, rule.verdict())) {
            return Chance.NEVER;
        }
        return tools.on() == null ? certainly(rule) : Chance.MAYBE;
    }

    private static Chance chance(Rule rule, Residency where, int used) {
        if (!(rule.subject() instanceof Subject.ModelSubject models)
                || !models.residencies().contains(where)) {
            return Chance.NEVER;
        }
        var chance = used(rule, models.uses(), used);
        return models.namesAll() ? chance : chance.perhaps();
    }

    private static Chance chance(Rule rule, Residency where, String id, int used) {
        return rule.subject() instanceof Subject.ModelSubject models
                        && models.residencies().contains(where)
                        && models.names(id)
                ? used(rule, models.uses(), used)
                : Chance.NEVER;
    }

    /** What is known to be used is the least of what will be. */
    private static Chance used(Rule rule, Uses uses, int used) {
        if (uses.equals(Uses.ANY)) {
            return certainly(rule);
        }
        var matches = uses.match(used, rule.verdict());
        if (rule.verdict() == Verdict.ALLOW) {
            return matches ? Chance.MAYBE : Chance.NEVER;
        }
        return matches ? certainly(rule) : Chance.MAYBE;
    }

    private static Chance chance(Rule rule, EffectKind kind) {
        var named = rule.subject() instanceof Subject.KindSubject kinds
                && kinds.kinds().contains(kind);
        return named ? certainly(rule) : Chance.NEVER;
    }

    /** What a rule's remaining conditions leave of a match. */
    private static Chance certainly(Rule rule) {
        return rule.flow().equals(Flow.ANY) && rule.when().equals(When.ALWAYS) && isOfAnyProvider(rule)
                ? Chance.ALWAYS
                : Chance.MAYBE;
    }

    private static boolean isOfAnyProvider(Rule rule) {
        return !(rule.subject() instanceof Subject.ModelSubject models)
                || models.providers().isEmpty();
    }

    private Why why(Actor actor, Outlook outlook, String what, Function<String, String> remedyFor) {
        var role = actor.role();
        return outlook.verdict() == Verdict.DENY && outlook.rule() == null
                ? new Why("no rule allows " + what + " for role '" + role + "'", remedyFor.apply(role))
                : because(outlook.rule());
    }

    private Why because(@Nullable Rule rule) {
        return rule == null ? new Why("", "") : new Why(Words.reason(rule), remedy.override(rule));
    }

    private static Constraints constraints(Verdict verdict, Set<Residency> residencies, Why why) {
        return verdict == Verdict.DENY
                ? Constraints.denied(why.reason(), why.remedy())
                : new Constraints(verdict, residencies, Set.of(), why.reason(), why.remedy());
    }
}
