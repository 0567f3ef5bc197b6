package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.effect.Label;
import io.naestro.effect.Resource;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.Residency;
import io.naestro.policy.Verdict;
import io.naestro.tool.ArgumentRole;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Effects that stand for all that some rules can tell apart. For each thing that a rule speaks of (name, place, role,
 * origin, label, purpose, cost, time) there is one value for each combination of rules that it can fit, none included;
 * the effects are the product of these. A call touches nothing, one place, two, or all that one rule allows. Moments
 * are those at which a window opens or shuts, in a week of winter and one of summer.
 */
final class Space {
    private static final int MOST_PLACES = 64;
    private static final String OTHER = "another";
    private static final String TOOL = "tool";
    private static final String FLOW = "flow";
    private static final String ACTS = "acts";
    private static final Json.Obj NOTHING = Json.object();

    private final List<RuleSet> sets;
    private final List<Rule> rules;
    private final int most;
    private final int mostStates;

    /**
     * Prepares a space.
     *
     * @param most the most rules that may speak of the same thing; of more nothing is made up
     * @param mostStates the most states that are looked at to tell texts or paths apart
     * @param sets the rules
     */
    Space(int most, int mostStates, RuleSet... sets) {
        this.most = most;
        this.mostStates = mostStates;
        this.sets = List.of(sets);
        this.rules = this.sets.stream().flatMap(set -> set.rules().stream()).toList();
    }

    /**
     * Effects that the same rules name, as examples write them, simplest first.
     *
     * @param near the rules
     * @param simple what is done, in one place at most
     * @param wide what is done in more places
     * @param conditions under which it is done: each of one list with each of the others
     * @param complete whether that is all that the rules can tell apart
     */
    record Group(
            List<Rule> near,
            List<Json.Obj> simple,
            List<Json.Obj> wide,
            List<List<Json.Obj>> conditions,
            boolean complete) {
        Group {
            near = List.copyOf(near);
            simple = List.copyOf(simple);
            wide = List.copyOf(wide);
            conditions = List.copyOf(conditions);
        }

        /** How many effects there are. */
        double size() {
            return conditions.stream()
                    .mapToDouble(List::size)
                    .reduce(simple.size() + wide.size(), (one, other) -> one * other);
        }

        Stream<Json.Obj> effects() {
            return Stream.of(simple, wide)
                    .flatMap(done ->
                            under(conditions).flatMap(condition -> done.stream().map(one -> both(one, condition))));
        }

        private static Stream<Json.Obj> under(List<List<Json.Obj>> conditions) {
            return conditions.isEmpty()
                    ? Stream.of(NOTHING)
                    : conditions.getFirst().stream()
                            .flatMap(one -> under(conditions.subList(1, conditions.size()))
                                    .map(rest -> both(one, rest)));
        }
    }

    /** A tool as a file writes it, and what that stands for, read once. */
    private record Tool(String name, ToolId id) {
        private Tool(String name) {
            this(name, ToolId.of(name));
        }
    }

    /** The groups in which a rule has a say. */
    List<Group> about(Predicate<Rule> wanted) {
        var ids = new Atoms(mostStates);
        var subjects = subjects(Subject.ModelSubject.class);
        var models =
                ids.names(all(List.copyOf(subjects.keySet()), rule -> ((Subject.ModelSubject) rule.subject()).ids()));
        var groups = new ArrayList<Group>();
        group(
                groups,
                wanted,
                toolNames().stream().map(Tool::new).toList(),
                (tool, rule) -> rule.subject() instanceof Subject.ToolSubject subject
                        && subject.names(tool.id(), rule.verdict()),
                (tool, near) -> tool(tool.name(), near));
        group(
                groups,
                wanted,
                models,
                (model, rule) -> rule.subject() instanceof Subject.ModelSubject subject && subject.names(model),
                (model, near) -> model(model, near, ids.complete()));
        group(
                groups,
                wanted,
                List.of(EffectKind.values()),
                (kind, rule) -> rule.subject() instanceof Subject.KindSubject subject
                        && subject.kinds().contains(kind),
                this::kind);
        return groups;
    }

    private <T> void group(
            List<Group> groups,
            Predicate<Rule> wanted,
            Collection<T> things,
            BiPredicate<T, Rule> names,
            BiFunction<T, List<Rule>, Group> maker) {
        for (var thing : things) {
            var near = rules.stream()
                    .filter(rule -> names.test(thing, rule))
                    .distinct()
                    .toList();
            if (near.stream().anyMatch(wanted)) {
                groups.add(
                        near.size() > most
                                ? new Group(near, List.of(), List.of(), List.of(), false)
                                : maker.apply(thing, near));
            }
        }
    }

    private static Json.Obj both(Json.Obj one, Json.Obj other) {
        var both = one;
        for (var member : other.members().entrySet()) {
            var name = member.getKey();
            var value = member.getValue();
            both = both.with(name, name.equals(FLOW) ? both(Fields.object(both, FLOW), (Json.Obj) value) : value);
        }
        return both;
    }

    private static List<Json.Obj> crossed(Collection<Json.Obj> one, Collection<Json.Obj> other) {
        return one.stream()
                .flatMap(left -> other.stream().map(right -> both(left, right)))
                .toList();
    }

    private static List<Json.Obj> each(String member, Collection<String> texts) {
        return texts.stream().map(text -> NOTHING.with(member, text)).toList();
    }

    private static <T> List<T> all(List<Rule> near, Function<Rule, Collection<T>> named) {
        return near.stream()
                .flatMap(rule -> named.apply(rule).stream())
                .distinct()
                .toList();
    }

    private <S extends Subject> Map<Rule, S> subjects(Class<S> type) {
        var all = new LinkedHashMap<Rule, S>();
        for (var rule : rules) {
            if (type.isInstance(rule.subject())) {
                all.put(rule, type.cast(rule.subject()));
            }
        }
        return all;
    }

    private Group kind(EffectKind kind, List<Rule> near) {
        var effect = NOTHING.with("effect", kind.word());
        var acting = List.of(effect, effect.with(ACTS, Json.of(true)));
        return group(near, acting, List.of(), List.of(), new Atoms(mostStates), true);
    }

    private Group model(String id, List<Rule> near, boolean complete) {
        var atoms = new Atoms(mostStates);
        var providers = atoms.names(all(near, rule -> ((Subject.ModelSubject) rule.subject()).providers()));
        var places = Stream.of(Residency.values()).map(Words::word).toList();
        var named = crossed(crossed(each("model", List.of(id)), each("provider", providers)), uses(near));
        return group(
                near,
                crossed(named, each("residency", places)),
                List.of(),
                List.of(ArgumentRole.PAYLOAD),
                atoms,
                complete);
    }

    /** Nothing, and sets of what models are used for if a rule speaks of it. */
    private static List<Json.Obj> uses(List<Rule> near) {
        var named = near.stream()
                .map(rule -> ((Subject.ModelSubject) rule.subject()).uses())
                .filter(uses -> !uses.equals(Uses.ANY))
                .map(Uses::bits)
                .toList();
        return named.isEmpty()
                ? List.of(NOTHING)
                : subsets(Uses.SPOKEN_OF, named).stream()
                        .map(words -> NOTHING.with("uses", words))
                        .toList();
    }

    private Group group(
            List<Rule> near,
            List<Json.Obj> simple,
            List<Json.Obj> wide,
            List<ArgumentRole> flowing,
            Atoms atoms,
            boolean complete) {
        var conditions = new ArrayList<List<Json.Obj>>();
        conditions.addAll(whens(near, atoms));
        conditions.addAll(flows(near, flowing));
        conditions.add(roles(near));
        return new Group(near, simple, wide, conditions, complete && atoms.complete());
    }

    /**
     * A tool for each name and version, one below each open name, one that no rule names, and one of unknown version.
     */
    private Set<String> toolNames() {
        var names = new LinkedHashSet<String>();
        var subjects = subjects(Subject.ToolSubject.class).values();
        for (var pattern : subjects.stream()
                .flatMap(subject -> subject.patterns().stream())
                .toList()) {
            var name = pattern.open() ? pattern.name() + OTHER : pattern.name();
            names.add(name);
            if (pattern.version() != ToolId.UNKNOWN) {
                names.add(name + "@" + pattern.version());
                names.add(name + "@" + Integer.MAX_VALUE / 10);
            }
        }
        return names;
    }

    private Group tool(String name, List<Rule> near) {
        var atoms = new Atoms(mostStates);
        var tool = NOTHING.with(TOOL, name);
        var calls = List.of(tool, tool.with(ACTS, Json.of(true)));
        var places = places(near, atoms);
        var simple = new ArrayList<>(calls);
        for (var place : places) {
            calls.forEach(call -> simple.add(both(call, place)));
            var inside = both(tool, place).with("inside", Json.of(true));
            simple.add(inside);
            simple.add(inside.with("within", Json.of(false)));
        }
        var few = places.subList(0, Math.min(places.size(), MOST_PLACES));
        var wide = sets(name, near, few).stream()
                .map(set -> NOTHING.with("resources", new Json.Arr(List.copyOf(set))))
                .toList();
        return group(
                near,
                simple,
                crossed(calls, wide),
                List.of(ArgumentRole.values()),
                atoms,
                places.size() <= MOST_PLACES);
    }

    private static List<Destinations> destinations(List<Rule> near) {
        return near.stream()
                .flatMap(rule -> Stream.ofNullable(((Subject.ToolSubject) rule.subject()).on()))
                .toList();
    }

    /** Each two places, and for each rule that allows, all that it covers, with what others refuse and without. */
    private static Set<List<Json.Obj>> sets(String tool, List<Rule> near, List<Json.Obj> places) {
        var sets = new LinkedHashSet<List<Json.Obj>>();
        for (int i = 0; i < places.size(); i++) {
            for (int k = i + 1; k < places.size(); k++) {
                sets.add(List.of(places.get(i), places.get(k)));
            }
        }
        var covering = new LinkedHashMap<Json.Obj, Set<Rule>>();
        for (var place : places) {
            covering.put(place, covering(tool, near, place));
        }
        for (var rule : near) {
            var covered = places.stream()
                    .filter(place -> covering.getOrDefault(place, Set.of()).contains(rule))
                    .toList();
            sets.add(covered);
            sets.add(covered.stream()
                    .filter(place -> covering.getOrDefault(place, Set.of()).stream()
                            .allMatch(other -> other.verdict() == Verdict.ALLOW))
                    .toList());
        }
        sets.removeIf(set -> set.size() < 2);
        return sets;
    }

    private static Set<Rule> covering(String tool, List<Rule> near, Json.Obj place) {
        var target = PreparedEffect.of(Examples.effect(both(NOTHING.with(TOOL, tool), place), null))
                .targets()
                .getFirst();
        return near.stream()
                .filter(rule -> Stream.ofNullable(((Subject.ToolSubject) rule.subject()).on())
                        .anyMatch(on -> on.cover(target, rule.verdict())))
                .collect(Collectors.toSet());
    }

    private static List<Json.Obj> places(List<Rule> near, Atoms atoms) {
        var named = destinations(near);
        var operations = named.stream().allMatch(on -> on.operations().isEmpty())
                ? List.of(Words.word(Resource.Operation.READ))
                : Stream.of(Resource.Operation.values()).map(Words::word).toList();
        var places = new ArrayList<Json.Obj>();
        places.addAll(crossed(each("path", paths(named, atoms)), each("operation", operations)));
        places.addAll(crossed(each("table", tables(named, atoms)), each("operation", operations)));
        places.addAll(crossed(each("host", hosts(named)), each("method", methods(named))));
        named.stream()
                .flatMap(on -> on.programs().stream())
                .distinct()
                .forEach(program -> places.add(NOTHING.with("program", program)));
        places.add(NOTHING.with("program", "/another"));
        return places;
    }

    private static List<String> paths(List<Destinations> named, Atoms atoms) {
        var byRoot = new LinkedHashMap<String, List<List<String>>>();
        for (var on : named) {
            for (PathPattern path : on.paths()) {
                byRoot.computeIfAbsent(path.root(), root -> new ArrayList<>()).add(path.segments());
            }
        }
        return byRoot.entrySet().stream()
                .flatMap(root -> atoms.paths(root.getValue()).stream()
                        .map(names -> root.getKey() + ":/" + String.join("/", names)))
                .toList();
    }

    private static List<String> tables(List<Destinations> named, Atoms atoms) {
        var patterns = named.stream().flatMap(on -> on.tables().stream()).toList();
        return patterns.isEmpty() ? List.of() : atoms.tables(patterns);
    }

    /** Hosts by name, one below each that is named with all below it, and a public and a private one besides. */
    private static Set<String> hosts(List<Destinations> named) {
        var hosts = new LinkedHashSet<String>();
        var rules = named.stream().flatMap(on -> on.hosts().stream()).toList();
        for (var rule : rules) {
            var pattern = rule.pattern();
            if (pattern != null) {
                hosts.add(
                        pattern.below()
                                ? OTHER + "." + pattern.host()
                                : pattern.host().value());
            }
        }
        if (!rules.isEmpty()) {
            hosts.addAll(List.of("another.invalid", OTHER));
        }
        return hosts;
    }

    private static Set<String> methods(List<Destinations> named) {
        var methods = new TreeSet<String>();
        named.forEach(on -> methods.addAll(on.methods()));
        var others = new TreeSet<>(Destinations.METHODS);
        others.removeAll(methods);
        others.stream().limit(1).forEach(methods::add);
        return methods;
    }

    /** Roles that some rule tells apart from the others, or that have another ceiling. */
    private List<Json.Obj> roles(List<Rule> near) {
        var names = new TreeSet<>(Set.of(OTHER));
        for (var set : sets) {
            names.addAll(set.roles().names());
            set.rules().forEach(rule -> names.addAll(rule.roles()));
        }
        var apart = new LinkedHashMap<List<Object>, String>();
        for (var name : names) {
            var said = new ArrayList<>();
            for (var set : sets) {
                said.add(set.roles().ceiling(name));
                near.forEach(rule -> said.add(rule.isFor(set.roles().closure(name))));
            }
            apart.putIfAbsent(said, name);
        }
        return each("role", apart.values());
    }

    /** For each role that a rule speaks of, sets of origins, and sets of labels if a rule speaks of them. */
    private static List<List<Json.Obj>> flows(List<Rule> near, List<ArgumentRole> roles) {
        var flows = new ArrayList<List<Json.Obj>>();
        var filler = NOTHING;
        for (var role : roles) {
            var named = near.stream().map(rule -> rule.flow().named(role)).toList();
            if (named.stream().allMatch(bits -> bits == 0)) {
                // an argument of which no rule speaks, so that all others can be left out
                filler = NOTHING.with(FLOW, NOTHING.with(Words.word(role), "user"));
            } else {
                flows.add(subsets(List.of(Provenance.Source.values()), named).stream()
                        .map(words -> words.items().isEmpty()
                                ? NOTHING
                                : NOTHING.with(FLOW, NOTHING.with(Words.word(role), words)))
                        .toList());
            }
        }
        if (!flows.isEmpty()) {
            flows.add(List.of(filler));
        }
        var named = near.stream().map(rule -> rule.flow().labels()).toList();
        if (named.stream().anyMatch(bits -> bits != 0)) {
            flows.add(subsets(List.of(Label.values()), named).stream()
                    .map(words -> NOTHING.with("data", words))
                    .toList());
        }
        return flows;
    }

    /** Sets made of one constant for each combination of rules that name it. */
    private static List<Json.Arr> subsets(List<? extends Enum<?>> constants, List<Integer> named) {
        var apart = new LinkedHashMap<List<Boolean>, String>();
        for (var constant : constants) {
            apart.putIfAbsent(
                    named.stream()
                            .map(bits -> (bits & Provenance.bit(constant)) != 0)
                            .toList(),
                    Words.word(constant));
        }
        var words = List.copyOf(apart.values());
        return IntStream.range(0, 1 << words.size())
                .mapToObj(set -> Json.strings(IntStream.range(0, words.size())
                        .filter(i -> (set & (1 << i)) != 0)
                        .mapToObj(words::get)
                        .toList()))
                .toList();
    }

    private static List<List<Json.Obj>> whens(List<Rule> near, Atoms atoms) {
        var whens = near.stream().map(Rule::when).toList();
        var patterns = whens.stream()
                .flatMap(when -> when.purposes().stream())
                .distinct()
                .toList();
        var purposes = patterns.isEmpty() ? List.of(NOTHING) : each("purpose", atoms.texts(patterns));
        return List.of(purposes, List.copyOf(costs(whens)), times(whens));
    }

    /** Nothing, each amount that is named, a little more than it, another currency, and what is not known. */
    private static Set<Json.Obj> costs(List<When> whens) {
        var costs = new LinkedHashSet<>(List.of(NOTHING));
        whens.stream()
                .flatMap(when -> Stream.of(Stream.ofNullable(when.upTo()), Stream.ofNullable(when.above()))
                        .flatMap(Function.identity()))
                .flatMap(money -> Stream.of(money, new Money(money.currency(), money.nanos() + 1)))
                .forEach(money -> costs.add(NOTHING.with("cost", money.toString())));
        if (costs.size() > 1) {
            costs.add(NOTHING.with("cost", "1 XXX"));
            costs.add(NOTHING.with("unpriced", Json.of(false)));
        }
        return costs;
    }

    private static List<Json.Obj> times(List<When> whens) {
        var windows = whens.stream()
                .flatMap(when -> Stream.ofNullable(when.window()))
                .distinct()
                .toList();
        var apart = new LinkedHashMap<List<Boolean>, Instant>();
        for (var monday : List.of(LocalDate.of(2026, 1, 5), LocalDate.of(2026, 7, 6))) {
            for (var window : windows) {
                for (var day : DayOfWeek.values()) {
                    for (var second : List.of(window.from(), window.to())) {
                        var at = monday.plusDays(day.getValue())
                                .atStartOfDay(window.zone())
                                .toInstant()
                                .plusSeconds(second);
                        apart.putIfAbsent(
                                windows.stream().map(other -> other.holds(at)).toList(), at);
                    }
                }
            }
        }
        var times = new ArrayList<>(List.of(NOTHING));
        apart.values().forEach(at -> times.add(NOTHING.with("at", at.toString())));
        return times;
    }
}
