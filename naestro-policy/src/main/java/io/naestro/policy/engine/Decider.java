package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides: a deny beats an ask, an ask beats an allow, and what no rule allows is denied. */
final class Decider {
    private final RuleSet rules;
    private final Remedy remedy;
    private final Index index;

    /** By rule, then mode: what the rule itself says. */
    private final List<Map<Mode, Interned>> said = new ArrayList<>();

    /** By rule, then mode: what becomes of an allow when the mode wants a person's word. */
    private final List<Map<Mode, Interned>> lowered = new ArrayList<>();

    private final Map<Mode, Interned> unmatched;
    private final Map<Mode, Interned> improper;
    private final Map<Mode, Interned> agreement;

    Decider(RuleSet rules) {
        this.rules = rules;
        this.remedy = new Remedy(rules);
        this.index = new Index(rules.rules(), rules.roles());
        for (var rule : rules.rules()) {
            var override = rule.verdict() == Verdict.ALLOW ? "" : remedy.override(rule);
            var reason = Words.reason(rule);
            said.add(each(mode -> decision(rule.verdict(), mode, rule.id(), reason, override)));
            lowered.add(each(mode -> decision(Verdict.ASK, mode, rule.id(), Words.lowered(mode), "")));
        }
        unmatched = each(mode -> decision(Verdict.DENY, mode, "", "no rule allows it", ""));
        improper = each(mode -> decision(Verdict.DENY, mode, "", Words.IMPROPER, ""));
        agreement = each(mode -> decision(Verdict.ASK, mode, "", Words.AGREEMENT, ""));
    }

    private static Map<Mode, Interned> each(Function<Mode, Decision> decision) {
        var all = new EnumMap<Mode, Interned>(Mode.class);
        for (var mode : Mode.values()) {
            all.put(mode, new Interned(decision.apply(mode)));
        }
        return all;
    }

    private static Interned of(Map<Mode, Interned> all, Mode mode) {
        return Objects.requireNonNull(all.get(mode));
    }

    private Decision decision(Verdict verdict, Mode mode, String rule, String reason, String fix) {
        return new Decision(verdict, mode, List.of(), rule, reason, fix, rules.digest());
    }

    /** Decides without making objects, unless a set of obligations is met for the first time. */
    Decision decide(PreparedEffect effect) {
        var mode = rules.ceiling(effect.actor());
        if (effect.problem() != null) {
            return of(improper, mode).plain();
        }
        var found = index.search(effect, Search.FIRST);
        var deny = Found.at(found, Found.DENY);
        if (deny != Found.NONE) {
            return of(said.get(deny), mode).plain();
        }
        if (effect.kind() == EffectKind.AGREEMENT) {
            return of(agreement, mode).plain();
        }
        var chosen = chosen(effect, found, mode);
        if (chosen == null) {
            return of(unmatched, mode).plain();
        }
        if (!index.obliges()) {
            return chosen.plain();
        }
        return obliged(chosen, effect, index.search(effect, Search.OBLIGED));
    }

    private @Nullable Interned chosen(PreparedEffect effect, long found, Mode mode) {
        var ask = Found.at(found, Found.ASK);
        if (ask != Found.NONE) {
            return of(said.get(ask), mode);
        }
        var allow = Found.at(found, Found.ALLOW);
        if (allow == Found.NONE) {
            return null;
        }
        if (!effect.isUnderMode()) {
            return of(said.get(allow), mode);
        }
        var auto = Found.at(found, Found.AUTO);
        return mode == Mode.AUTO && auto != Found.NONE ? of(said.get(auto), mode) : of(lowered.get(allow), mode);
    }

    private Decision obliged(Interned chosen, PreparedEffect effect, long found) {
        if (found == Found.MANY) {
            var all = rules.matching(rules.request(effect));
            return chosen.plain().with(obligations(chosen.plain(), all));
        }
        var known = chosen.with(found);
        if (known != null) {
            return known;
        }
        var made = chosen.plain().with(obligations(chosen.plain(), unpacked(found)));
        chosen.keep(found, made);
        return made;
    }

    private List<Rule> unpacked(long packed) {
        var all = new ArrayList<Rule>();
        for (var lane : new int[] {Found.DENY, Found.ASK, Found.ALLOW, Found.AUTO}) {
            var number = Found.at(packed, lane);
            if (number != Found.NONE) {
                all.add(rules.rules().get(number));
            }
        }
        return all;
    }

    /** All that the rules oblige to, once each, the deciding rule's first. */
    private static List<Obligation> obligations(Decision decision, List<Rule> matching) {
        var all = new LinkedHashSet<Obligation>();
        matching.stream()
                .sorted(Comparator.comparing((Rule rule) -> !rule.id().equals(decision.rule())))
                .forEach(rule -> all.addAll(rule.obligations()));
        return List.copyOf(all);
    }

    /** Decides, and says in words what would have to change. */
    Decision decide(Effect effect) {
        return worded(PreparedEffect.of(effect));
    }

    private Decision worded(PreparedEffect effect) {
        var decision = decide(effect);
        var problem = effect.problem();
        if (problem != null) {
            return worded(decision, Words.IMPROPER + ": " + problem.getMessage(), "");
        }
        if (decision.verdict() == Verdict.DENY && decision.rule().isEmpty()) {
            return worded(
                    decision, "no rule allows " + Words.describe(effect.effect()), remedy.rule(rules.request(effect)));
        }
        if (decision.verdict() == Verdict.ASK && decision.reason().equals(Words.lowered(decision.mode()))) {
            var allowing = rules.matching(rules.request(effect));
            return worded(decision, decision.reason(), remedy.mode(effect.actor(), allowing));
        }
        return decision;
    }

    private static Decision worded(Decision bare, String reason, String fix) {
        return new Decision(bare.verdict(), bare.mode(), bare.obligations(), bare.rule(), reason, fix, bare.policy());
    }

    /** The first rule by id that says so. */
    static Optional<Rule> first(List<Rule> matching, Verdict verdict) {
        return matching.stream().filter(rule -> rule.verdict() == verdict).findFirst();
    }
}
