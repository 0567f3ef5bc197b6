package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides: a deny beats an ask, an ask beats an allow, and what no rule allows is denied. */
final class Decider {
    private static final int MODES = Mode.values().length;

    private final RuleSet rules;
    private final Remedy remedy;
    private final Index index;

    /** By rule, then mode: what the rule itself says. */
    private final Interned[] said;

    /** By rule, then mode: what becomes of an allow when the mode wants a person's word. */
    private final Interned[] lowered;

    private final Decision[] unmatched = new Decision[MODES];
    private final Decision[] improper = new Decision[MODES];
    private final Decision[] agreement = new Decision[MODES];

    Decider(RuleSet rules) {
        this.rules = rules;
        this.remedy = new Remedy(rules);
        this.index = new Index(rules.rules(), rules.roles());
        var all = rules.rules();
        said = new Interned[all.size() * MODES];
        lowered = new Interned[all.size() * MODES];
        for (var mode : Mode.values()) {
            for (int i = 0; i < all.size(); i++) {
                var rule = all.get(i);
                var override = rule.verdict() == Verdict.ALLOW ? "" : remedy.override(rule);
                said[at(i, mode)] = interned(rule.verdict(), mode, rule, Words.reason(rule), override);
                lowered[at(i, mode)] = interned(Verdict.ASK, mode, rule, Words.lowered(mode), "");
            }
            unmatched[mode.ordinal()] = decision(Verdict.DENY, mode, "", "no rule allows it", "");
            improper[mode.ordinal()] = decision(Verdict.DENY, mode, "", Words.IMPROPER, "");
            agreement[mode.ordinal()] = decision(Verdict.ASK, mode, "", Words.AGREEMENT, "");
        }
    }

    private static int at(int rule, Mode mode) {
        return rule * MODES + mode.ordinal();
    }

    private Interned interned(Verdict verdict, Mode mode, Rule rule, String reason, String fix) {
        return new Interned(decision(verdict, mode, rule.id(), reason, fix));
    }

    private Decision decision(Verdict verdict, Mode mode, String rule, String reason, String fix) {
        return new Decision(verdict, mode, List.of(), rule, reason, fix, rules.digest());
    }

    /** Decides without making objects, unless a set of obligations is met for the first time. */
    Decision decide(PreparedEffect effect) {
        var mode = rules.ceiling(effect.actor());
        if (effect.problem() != null) {
            return improper[mode.ordinal()];
        }
        var found = index.search(effect, Search.FIRST);
        var deny = Found.at(found, Found.DENY);
        if (deny != Found.NONE) {
            return said[at(deny, mode)].plain();
        }
        if (effect.kind() == EffectKind.AGREEMENT) {
            return agreement[mode.ordinal()];
        }
        var chosen = chosen(effect, found, mode);
        if (chosen == null) {
            return unmatched[mode.ordinal()];
        }
        if (!index.obliges()) {
            return chosen.plain();
        }
        return obliged(chosen, effect, index.search(effect, Search.OBLIGED));
    }

    private @Nullable Interned chosen(PreparedEffect effect, long found, Mode mode) {
        var ask = Found.at(found, Found.ASK);
        if (ask != Found.NONE) {
            return said[at(ask, mode)];
        }
        var allow = Found.at(found, Found.ALLOW);
        if (allow == Found.NONE) {
            return null;
        }
        if (!effect.isUnderMode()) {
            return said[at(allow, mode)];
        }
        var auto = Found.at(found, Found.AUTO);
        return mode == Mode.AUTO && auto != Found.NONE ? said[at(auto, mode)] : lowered[at(allow, mode)];
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
                    decision,
                    "no rule allows " + Words.describe(effect.effect()),
                    remedy.rule(rules.request(effect)));
        }
        if (decision.verdict() == Verdict.ASK && decision.reason().equals(Words.lowered(decision.mode()))) {
            var allowing = rules.matching(rules.request(effect));
            return worded(decision, decision.reason(), remedy.mode(effect.actor(), allowing));
        }
        return decision;
    }

    private static Decision worded(Decision bare, String reason, String fix) {
        return new Decision(
                bare.verdict(), bare.mode(), bare.obligations(), bare.rule(), reason, fix, bare.policy());
    }

    /** The first rule by id that says so. */
    static Optional<Rule> first(List<Rule> matching, Verdict verdict) {
        return matching.stream().filter(rule -> rule.verdict() == verdict).findFirst();
    }
}
