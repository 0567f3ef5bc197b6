package io.naestro.policy.engine;

import io.naestro.policy.Verdict;
import io.naestro.tool.ArgumentRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds rules that do not do what their author must have meant. */
final class Linter {
    private static final String MODEL = "model";
    private static final String KIND = "kind";

    private final RuleSet rules;
    private final @Nullable Known known;
    private final Coverage coverage;
    private final Map<String, List<Rule>> bySubject = new HashMap<>();

    Linter(RuleSet rules, @Nullable Known known) {
        this.rules = rules;
        this.known = known;
        this.coverage = new Coverage(rules.roles());
        rules.rules()
                .forEach(rule -> keys(rule)
                        .forEach(key -> bySubject
                                .computeIfAbsent(key, name -> new ArrayList<>())
                                .add(rule)));
    }

    /** What is found, by rule. */
    List<Finding> findings() {
        var all = new ArrayList<Finding>();
        var alone = new LinkedHashMap<Rule, Optional<Finding>>();
        rules.rules().forEach(rule -> alone.put(rule, covered(rule)));
        var together = together(alone);
        for (var rule : rules.rules()) {
            if (known != null) {
                unknown(rule, known, all);
            }
            alone.getOrDefault(rule, Optional.empty())
                    .or(() -> Optional.ofNullable(together.get(rule.id())))
                    .ifPresent(all::add);
            if (isUnbounded(rule)) {
                all.add(finding(
                        Finding.Kind.UNBOUNDED,
                        rule,
                        "lets a tool act by itself wherever anybody tells it to; name its destinations in 'on', or"
                                + " where they may come from in 'flow'"));
            }
        }
        return all;
    }

    private Finding finding(Finding.Kind kind, Rule rule, String message) {
        return new Finding(kind, rule.id(), rules.place(rule), message);
    }

    private void unknown(Rule rule, Known host, List<Finding> all) {
        for (var role : rule.roles()) {
            if (!host.roles().contains(role) && !rules.roles().names().contains(role)) {
                all.add(finding(Finding.Kind.UNKNOWN, rule, "names role '" + role + "', which nobody has"));
            }
        }
        if (!(rule.subject() instanceof Subject.ToolSubject subject)) {
            return;
        }
        for (var tool : subject.patterns()) {
            if (host.tools().stream().noneMatch(ref -> tool.names(ToolId.of(ref), Verdict.ALLOW))) {
                all.add(finding(Finding.Kind.UNKNOWN, rule, "names tool '" + tool + "', which is not registered"));
            }
        }
        if (subject.on() != null) {
            for (var path : subject.on().paths()) {
                if (!host.roots().contains(path.root())) {
                    all.add(finding(
                            Finding.Kind.UNKNOWN, rule, "names '" + path + "', which is below no root of the host"));
                }
            }
        }
    }

    /** What a single other rule makes of a rule. */
    private Optional<Finding> covered(Rule rule) {
        var others = candidates(rule);
        return others.stream()
                .filter(other -> hides(other, rule))
                .findFirst()
                .map(other -> finding(
                        Finding.Kind.UNREACHABLE,
                        rule,
                        "is never reached: " + place(other) + " matches wherever it does"))
                .or(() -> others.stream()
                        .filter(other -> repeats(other, rule))
                        .findFirst()
                        .map(other -> finding(
                                Finding.Kind.REDUNDANT,
                                rule,
                                "adds nothing to " + place(other) + ", which says the same")));
    }

    /** What several other rules make of a rule: by going through all effects that the rules tell apart. */
    private Map<String, Finding> together(Map<Rule, Optional<Finding>> alone) {
        var open = rules.rules().stream()
                .filter(rule -> alone.getOrDefault(rule, Optional.empty()).isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var met = new Together(rules, open);
        var found = new LinkedHashMap<String, Finding>();
        for (var rule : met.looked()) {
            met.hiding(rule, other -> hidesThere(other, rule))
                    .map(others -> finding(
                            Finding.Kind.UNREACHABLE,
                            rule,
                            "is never reached: " + places(others) + " together match wherever it does"))
                    .or(() -> met.repeating(
                                    rule,
                                    other -> hidesThere(other, rule),
                                    other -> open.contains(other) && repeatsThere(other, rule))
                            .map(others -> finding(
                                    Finding.Kind.REDUNDANT,
                                    rule,
                                    "adds nothing to " + places(others) + ", which say the same together")))
                    .ifPresent(finding -> {
                        open.remove(rule);
                        found.put(rule.id(), finding);
                    });
        }
        return found;
    }

    private String places(Set<Rule> others) {
        return others.stream().map(this::place).collect(Collectors.joining(" and "));
    }

    private String place(Rule rule) {
        return "rule '" + rule.id() + "' (" + rules.place(rule) + ", " + Words.word(rule.verdict()) + ")";
    }

    private boolean hides(Rule other, Rule rule) {
        return hidesThere(other, rule) && coverage.covers(other, rule);
    }

    /** Where both match. What an allow obliges to is kept even where an ask comes first. */
    private static boolean hidesThere(Rule other, Rule rule) {
        return other.verdict().compareTo(rule.verdict()) > 0
                && (other.verdict() == Verdict.DENY || rule.obligations().isEmpty());
    }

    private static boolean repeatsThere(Rule other, Rule rule) {
        return !other.id().equals(rule.id())
                && other.verdict() == rule.verdict()
                && (other.auto() || !rule.auto())
                && other.obligations().containsAll(rule.obligations());
    }

    private boolean repeats(Rule other, Rule rule) {
        return repeatsThere(other, rule)
                && coverage.covers(other, rule)
                && (other.id().compareTo(rule.id()) < 0 || !repeatsBack(other, rule));
    }

    /** Of two rules that say the same, the later one is the redundant one. */
    private boolean repeatsBack(Rule other, Rule rule) {
        return (rule.auto() || !other.auto())
                && rule.obligations().containsAll(other.obligations())
                && coverage.covers(rule, other);
    }

    private static boolean isUnbounded(Rule rule) {
        return rule.auto()
                && rule.subject() instanceof Subject.ToolSubject subject
                && rule.flow().accepts(ArgumentRole.DESTINATION, Provenance.Source.FREE_TEXT)
                && (subject.on() == null || subject.on().hosts().stream().anyMatch(host -> host.pattern() == null));
    }

    /** Rules that may match wherever another one does: whatever covers all its subjects covers the first. */
    private Set<Rule> candidates(Rule rule) {
        var all = new LinkedHashSet<Rule>();
        wider(rule).forEach(key -> all.addAll(bySubject.getOrDefault(key, List.of())));
        return all;
    }

    private static Stream<String> keys(Rule rule) {
        return switch (rule.subject()) {
            case Subject.ToolSubject tools ->
                tools.patterns().stream().map(ToolPattern::key).distinct();
            case Subject.ModelSubject models -> Stream.of(MODEL);
            case Subject.KindSubject kinds -> Stream.of(KIND);
        };
    }

    private static Stream<String> wider(Rule rule) {
        return rule.subject() instanceof Subject.ToolSubject tools
                ? PreparedEffect.keys(tools.patterns().getFirst().key()).stream()
                : keys(rule);
    }
}
