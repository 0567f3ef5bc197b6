package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.effect.Label;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.Residency;
import io.naestro.tool.ArgumentRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What changes from one policy to another, each with an effect that shows it. Effects are made up from what the rules
 * that changed name, alone and where they meet other rules; so a change that shows only where three conditions or more
 * meet in one effect may be missed.
 *
 * @param changes one disagreement for each pair of rules between which decisions change
 * @param complete whether all effects that were made up could be looked at; otherwise the policies are too large
 */
public record PolicyDiff(List<Disagreement> changes, boolean complete) {
    private static final int MOST = 50_000;
    private static final String OTHER = "another";

    public PolicyDiff {
        changes = List.copyOf(changes);
    }

    /**
     * Compares two policies.
     *
     * @param before the one
     * @param after the other
     */
    public static PolicyDiff between(YamlPolicy before, YamlPolicy after) {
        var search = new Search(before, after);
        var changes = search.changes();
        return new PolicyDiff(List.copyOf(changes.values()), search.complete);
    }

    /** One change a line. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        changes.forEach(change -> text.append(change).append('\n'));
        return complete ? text.toString() : text + "(not all was looked at)\n";
    }

    /** Makes up effects and compares. */
    private static final class Search {
        private final YamlPolicy before;
        private final YamlPolicy after;
        private final List<Rule> all = new ArrayList<>();
        private final Set<String> roles = new TreeSet<>();
        private boolean complete = true;

        private Search(YamlPolicy before, YamlPolicy after) {
            this.before = before;
            this.after = after;
            roles.add(OTHER);
            Stream.of(before.rules(), after.rules()).forEach(set -> {
                all.addAll(set.rules());
                roles.addAll(set.roles().names());
                set.rules().forEach(rule -> roles.addAll(rule.roles()));
            });
        }

        private Map<List<String>, Disagreement> changes() {
            var found = new LinkedHashMap<List<String>, Disagreement>();
            var rules = changed();
            for (var rule : rules) {
                var share = MOST / rules.size();
                var looked = examples(rule)
                        .limit(share)
                        .mapToInt(example -> look(example, rule, found))
                        .sum();
                complete &= looked < share;
            }
            return found;
        }

        private int look(Json.Obj example, Rule rule, Map<List<String>, Disagreement> found) {
            var effect = Examples.effect(example, rule);
            Disagreement.between(effect, before.decide(effect), after.decide(effect))
                    .ifPresent(change -> found.putIfAbsent(
                            List.of(
                                    change.before().verdict() + change.before().rule(),
                                    change.after().verdict() + change.after().rule()),
                            change));
            return 1;
        }

        /** The rules that only one of them has; all when modes or roles changed. */
        private List<Rule> changed() {
            var one = before.rules();
            var other = after.rules();
            if (one.mode() != other.mode() || !one.roles().equals(other.roles())) {
                return all;
            }
            var in = said(one.rules());
            var out = said(other.rules());
            return all.stream()
                    .filter(rule -> !in.contains(rule.at(0)) || !out.contains(rule.at(0)))
                    .toList();
        }

        private static Set<Rule> said(List<Rule> rules) {
            var all = new LinkedHashSet<Rule>();
            rules.forEach(rule -> all.add(rule.at(0)));
            return all;
        }

        /** What the rule names, first by itself, then under ever more conditions. */
        private Stream<Json.Obj> examples(Rule rule) {
            var near = all.stream().filter(other -> meet(rule, other)).toList();
            var named = named(rule);
            var flows = flows(rule, near);
            var acting = List.of(Json.object(), Json.object().with("acts", Json.of(true)));
            return whens(near).stream()
                    .flatMap(when -> flows.stream().map(flow -> both(when, flow)))
                    .flatMap(condition -> acting.stream().map(acts -> both(condition, acts)))
                    .flatMap(condition -> roles.stream().map(role -> condition.with("role", role)))
                    .flatMap(condition -> named.stream().map(name -> both(name, condition)));
        }

        /** Whether some effect may be named by both rules. */
        private static boolean meet(Rule one, Rule other) {
            if (one.subject() instanceof Subject.ToolSubject tools
                    && other.subject() instanceof Subject.ToolSubject others) {
                return tools.patterns().stream()
                        .anyMatch(tool ->
                                others.patterns().stream().anyMatch(wider -> wider.covers(tool) || tool.covers(wider)));
            }
            return one.subject().getClass() == other.subject().getClass();
        }

        private static Json.Obj both(Json.Obj one, Json.Obj other) {
            var both = one;
            for (var member : other.members().entrySet()) {
                both = both.with(member.getKey(), member.getValue());
            }
            return both;
        }

        private static List<Json.Obj> crossed(Collection<Json.Obj> one, Collection<Json.Obj> other) {
            return one.stream()
                    .flatMap(left -> other.stream().map(right -> both(left, right)))
                    .distinct()
                    .toList();
        }

        private List<Json.Obj> named(Rule rule) {
            return switch (rule.subject()) {
                case Subject.ToolSubject tools -> tools(tools);
                case Subject.ModelSubject models -> models(models);
                case Subject.KindSubject kinds ->
                    kinds.kinds().stream()
                            .map(kind -> Json.object().with("effect", kind.word()))
                            .toList();
            };
        }

        private List<Json.Obj> models(Subject.ModelSubject models) {
            var ids = new LinkedHashSet<String>();
            var providers = new LinkedHashSet<>(List.of(OTHER));
            for (var rule : all) {
                if (rule.subject() instanceof Subject.ModelSubject other) {
                    models.ids()
                            .forEach(id -> other.ids()
                                    .forEach(meets -> Common.name(id, meets)
                                            .map(Common::some)
                                            .ifPresent(ids::add)));
                    other.providers().forEach(provider -> providers.add(Common.some(provider)));
                }
            }
            var found = new ArrayList<Json.Obj>();
            for (var id : ids) {
                for (var provider : providers) {
                    for (var residency : Residency.values()) {
                        found.add(Json.object()
                                .with("model", id)
                                .with("provider", provider)
                                .with("residency", Words.word(residency)));
                    }
                }
            }
            return found;
        }

        private List<Json.Obj> tools(Subject.ToolSubject tools) {
            var found = new ArrayList<Json.Obj>();
            for (var name : names(tools)) {
                var tool = Json.object().with("tool", name);
                found.add(tool);
                for (var place : places(tools, name)) {
                    found.add(both(tool, place));
                    found.add(both(tool, place.with("inside", Json.of(true))));
                }
            }
            return found;
        }

        private Set<String> names(Subject.ToolSubject tools) {
            var names = new LinkedHashSet<String>();
            tools.patterns().forEach(pattern -> {
                names.add(Common.some(pattern.toString()));
                for (var rule : all) {
                    if (rule.subject() instanceof Subject.ToolSubject other) {
                        other.patterns().stream()
                                .filter(pattern::covers)
                                .forEach(inner -> names.add(Common.some(inner.toString())));
                    }
                }
            });
            return names;
        }

        /** The destinations of a rule, and those it shares with others that name the tool. */
        private Set<Json.Obj> places(Subject.ToolSubject tools, String name) {
            var found = new LinkedHashSet<Json.Obj>();
            var tool = ToolId.of(name);
            for (var rule : all) {
                if (rule.subject() instanceof Subject.ToolSubject other
                        && other.on() != null
                        && other.names(tool, rule.verdict())) {
                    var here = tools.on() == null ? other.on() : tools.on();
                    meet(here, other.on(), found);
                }
            }
            return found;
        }

        private static void meet(Destinations one, Destinations other, Set<Json.Obj> found) {
            one.paths()
                    .forEach(left -> other.paths()
                            .forEach(right -> paths(left, right).forEach(path -> {
                                for (var operation : List.of("read", "list", "write", "delete")) {
                                    found.add(Json.object().with("path", path).with("operation", operation));
                                }
                            })));
            one.tables()
                    .forEach(left -> other.tables()
                            .forEach(right -> Common.name(left, right).ifPresent(table -> {
                                for (var operation : List.of("read", "list", "write", "delete")) {
                                    found.add(Json.object().with("table", table).with("operation", operation));
                                }
                            })));
            one.programs().stream()
                    .filter(other.programs()::contains)
                    .forEach(program -> found.add(Json.object().with("program", program)));
            hosts(one, other)
                    .forEach(host -> methods(one, other)
                            .forEach(method ->
                                    found.add(Json.object().with("host", host).with("method", method))));
        }

        private static Stream<String> paths(PathPattern left, PathPattern right) {
            if (!left.root().equals(right.root())) {
                return Stream.of();
            }
            return Stream.of(List.<String>of(), List.of(OTHER))
                    .flatMap(deeper -> Common.segments(deep(left, deeper), deep(right, deeper)).stream())
                    .map(segments -> left.root() + ":/" + String.join("/", segments));
        }

        /** With some name where any depth is meant. */
        private static List<String> deep(PathPattern pattern, List<String> name) {
            return pattern.segments().stream()
                    .flatMap(segment -> Globs.isDeep(segment) && !name.isEmpty()
                            ? Stream.of(segment, name.getFirst(), segment)
                            : Stream.of(segment))
                    .toList();
        }

        private static Set<String> hosts(Destinations one, Destinations other) {
            var hosts = new LinkedHashSet<String>();
            for (var rule :
                    Stream.concat(one.hosts().stream(), other.hosts().stream()).toList()) {
                var pattern = rule.pattern();
                if (pattern == null) {
                    hosts.addAll(List.of("another.example.com", "localhost"));
                } else {
                    hosts.add(
                            pattern.below()
                                    ? OTHER + "." + pattern.host()
                                    : pattern.host().value());
                }
            }
            return hosts;
        }

        private static Set<String> methods(Destinations one, Destinations other) {
            var methods = new TreeSet<>(Set.of("GET", "POST"));
            methods.addAll(one.methods());
            methods.addAll(other.methods());
            return methods;
        }

        /** Each origin in turn for each role, and each label, if some rule asks for any. */
        private static List<Json.Obj> flows(Rule rule, List<Rule> near) {
            var found = new ArrayList<>(List.of(Json.object()));
            if (rule.subject() instanceof Subject.KindSubject
                    || near.stream().allMatch(one -> one.flow().equals(Flow.ANY))) {
                return found;
            }
            for (var role : ArgumentRole.values()) {
                for (var source : Provenance.Source.values()) {
                    found.add(Json.object().with("flow", Json.object().with(Words.word(role), Words.word(source))));
                }
            }
            var labels = new ArrayList<>(List.of(Json.object()));
            for (var label : Label.values()) {
                labels.add(Json.object().with("data", Json.strings(List.of(Words.word(label)))));
            }
            return crossed(found, labels);
        }

        /** Purposes, costs and times that some rule names, and none. */
        private static List<Json.Obj> whens(List<Rule> near) {
            var none = Json.object();
            var purposes = new LinkedHashSet<>(List.of(none));
            var costs = new LinkedHashSet<>(List.of(none));
            var times = new LinkedHashSet<>(List.of(none));
            for (var one : near) {
                var when = one.when();
                when.purposes().forEach(purpose -> purposes.add(Json.object().with("purpose", Common.some(purpose))));
                Stream.of(when.upTo(), when.above())
                        .filter(money -> money != null)
                        .forEach(money -> {
                            costs.add(Json.object().with("cost", money.toString()));
                            costs.add(Json.object()
                                    .with("cost", new Money(money.currency(), money.nanos() + 1).toString()));
                        });
                if (when.window() != null) {
                    times.add(Json.object().with("at", when.window().start().toString()));
                    times.add(Json.object().with("at", Instant.EPOCH.toString()));
                }
            }
            return crossed(crossed(purposes, costs), times);
        }
    }
}
